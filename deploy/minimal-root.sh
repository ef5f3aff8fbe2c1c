#!/bin/sh
# Makes a root filesystem that holds Node and what Node needs to start, and nothing else: no shell, no package manager, no
# other program. Usage: minimal-root.sh FOLDER
#
# Node brings its own certificate authorities and time zones. /var/lib/dpkg/status.d says which Debian packages the
# libraries are from, in the form that scanners of images read.
set -eu

root=$1
node=$(command -v node)

mkdir -p "$root/nodejs/bin" "$root/etc" "$root/var/lib/dpkg/status.d" "$root/tmp" "$root/run/alcove" "$root/var/lib/alcove"
cp -L "$node" "$root/nodejs/bin/node"
chmod 755 "$root/nodejs/bin/node"

for library in $(ldd "$node" | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*$/\1/p'); do
  cp -L --parents "$library" "$root"
  package=$(dpkg-query -S "*/$(basename "$library")" | head -n 1 | cut -d : -f 1)
  dpkg-query -s "$package" > "$root/var/lib/dpkg/status.d/$package"
  cp -L --parents "/usr/share/doc/$package/copyright" "$root"
done

echo 'root:x:0:0:root:/:/sbin/nologin' > "$root/etc/passwd"
echo 'alcove:x:65532:65532:alcove:/tmp:/sbin/nologin' >> "$root/etc/passwd"
printf 'root:x:0:\nalcove:x:65532:\n' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"
chmod 700 "$root/run/alcove" "$root/var/lib/alcove"
chown 65532:65532 "$root/run/alcove" "$root/var/lib/alcove"

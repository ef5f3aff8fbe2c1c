// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

interface IERC721Receiver {
    function onERC721Received(address operator, address from, uint256 tokenId, bytes calldata data) external returns (bytes4);
}

/// An ERC-721 (EIP-721) that anyone may mint, for the development chain.
contract DemoCollectible {
    string public constant name = "Demo Collectible";
    string public constant symbol = "DEMO";

    uint256 public totalSupply;
    mapping(uint256 => address) private owners;
    mapping(address => uint256) private balances;
    mapping(uint256 => address) private approvals;
    mapping(address => mapping(address => bool)) public isApprovedForAll;

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == 0x01ffc9a7 || id == 0x80ac58cd || id == 0x5b5e139f;
    }

    /// All of it is here, picture included: it is seen where there is no network.
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        ownerOf(tokenId);
        return
            "data:application/json,%7B%22name%22%3A%22Demo%20Collectible%22%2C%22image%22%3A%22data:image/png;base64,"
            "iVBORw0KGgoAAAANSUhEUgAAAGAAAABgAgMAAACf9p+rAAAADFBMVEUdK1BbfPqpvP//89armTkMAAAAzklEQVR42u3OuxGDMAyAYSgYwfswAoVFkRG8DyOksCkyAvswAgXKSY6fKLlcypxV+jvrV9e1eT8AANK7ItDX9wF4JnGRtGwIMEkFodJDnFHeVO9SCfTlJuOcre+ixM055+5VhBKOp4qo1wf+okswHmwJcRPvKtpzgCWv9zHBkTE/ygSw+VmKEw/EgyM6A0ogInKkgpVgL4HbG8HJ9RIQ/a4STAKboCdYPewEYwI+luage7+DzcOZw1DDFGHOYSkBMdzboEGDBh8AhPkR/nuepEoL/OM3QR4AAAAASUVORK5CYII="
            "%22%7D";
    }

    function balanceOf(address owner) external view returns (uint256) {
        require(owner != address(0), "DemoCollectible: zero address");
        return balances[owner];
    }

    function ownerOf(uint256 tokenId) public view returns (address owner) {
        owner = owners[tokenId];
        require(owner != address(0), "DemoCollectible: no such token");
    }

    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return approvals[tokenId];
    }

    function mint(address to) external returns (uint256 tokenId) {
        require(to != address(0), "DemoCollectible: zero address");
        tokenId = ++totalSupply;
        owners[tokenId] = to;
        balances[to]++;
        emit Transfer(address(0), to, tokenId);
    }

    function approve(address approved, uint256 tokenId) external {
        address owner = ownerOf(tokenId);
        require(msg.sender == owner || isApprovedForAll[owner][msg.sender], "DemoCollectible: not allowed");
        approvals[tokenId] = approved;
        emit Approval(owner, approved, tokenId);
    }

    function setApprovalForAll(address operator, bool approved) external {
        isApprovedForAll[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    function transferFrom(address from, address to, uint256 tokenId) public {
        address owner = ownerOf(tokenId);
        require(owner == from && to != address(0), "DemoCollectible: wrong owner or zero address");
        require(
            msg.sender == owner || msg.sender == approvals[tokenId] || isApprovedForAll[owner][msg.sender],
            "DemoCollectible: not allowed"
        );
        delete approvals[tokenId];
        balances[from]--;
        balances[to]++;
        owners[tokenId] = to;
        emit Transfer(from, to, tokenId);
    }

    function safeTransferFrom(address from, address to, uint256 tokenId) external {
        safeTransferFrom(from, to, tokenId, "");
    }

    function safeTransferFrom(address from, address to, uint256 tokenId, bytes memory data) public {
        transferFrom(from, to, tokenId);
        if (to.code.length > 0) {
            require(
                IERC721Receiver(to).onERC721Received(msg.sender, from, tokenId, data) == IERC721Receiver.onERC721Received.selector,
                "DemoCollectible: recipient refuses"
            );
        }
    }
}

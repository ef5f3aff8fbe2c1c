/** The languages of the page. Words of a seed stay as they are: they are English on every device. */
export type Language = 'en' | 'ko' | 'ja';

/** The first language of the browser that the page speaks. */
export function preferredLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'ko' || language === 'ja') return language;
  }
  return 'en';
}

const en = {
  broken: (field: string) => `This file is damaged: “${field}” is not what it should be.`,
  notKit: 'This is not a recovery kit. Choose the file whose name ends in .json that you saved with your 24 words.',
  otherFormat: 'This is not a recovery kit: its “format” says something else.',
  newerVersion: 'This kit is of a newer version. Use the recovery page that came with it.',
  damaged: 'The words fit, but the file is damaged. Use another copy of it.',
  otherAddress: 'The seed in this file belongs to another address than the file says.',
  noAccount: 'The seed in this kit gives no account.',
  otherWords: 'These words belong to another kit. Check that file and words were saved together.',
  otherPassphrase: 'The passphrase is another one, or the words belong to another kit. Capitals and spaces count.',
  noCryptography: 'This browser keeps its cryptography from local files. Open the page in another one.',
  wordCount: (wanted: number, found: number) => `A kit has ${wanted} words. Here are ${found}.`,
  unknownWord: (position: number, word: string) => `Word ${position}, “${word}”, is not on the list.`,
  otherOrder: 'All 24 words exist, but not in this order. Check the order, and look for one word too similar to another.',
  unexpected: 'Something went wrong in this page. Your kit is unchanged; try again in another browser.',
  noFile: 'Choose the kit file first: the words alone open nothing.',
  chooseFile: 'Choose the kit file',
  dropFile: 'or drop it here',
  madeOn: (date: string) => `Kit made on ${date}`,
  countOf: (count: number, total: number) => `${count} of ${total} words`,
  unknownNote: (position: number, word: string) => `word ${position}, “${word}”, is not on the list.`,
  meant: (words: string) => ` Did you mean ${words}?`,
  show: 'Show my seed words',
  opening: 'Opening…',
  hideWords: 'Hide the words',
  showWords: 'Show the words',
};

type Messages = typeof en;

const ko: Messages = {
  broken: (field) => `파일이 손상됐어요. “${field}” 값이 올바르지 않아요.`,
  notKit: '복구 키트가 아니에요. 단어 24개와 함께 저장한, 이름이 .json으로 끝나는 파일을 골라 주세요.',
  otherFormat: '복구 키트가 아니에요. “format” 값이 달라요.',
  newerVersion: '더 새로운 버전의 키트예요. 키트와 함께 받은 복구 페이지를 써 주세요.',
  damaged: '단어는 맞지만 파일이 손상됐어요. 다른 사본을 써 주세요.',
  otherAddress: '이 파일의 시드는 파일에 적힌 주소의 것이 아니에요.',
  noAccount: '이 키트의 시드로는 계정이 나오지 않아요.',
  otherWords: '다른 키트의 단어예요. 파일과 단어를 함께 저장했는지 확인해 주세요.',
  otherPassphrase: '암호 문구가 다르거나 다른 키트의 단어예요. 대소문자와 빈칸도 구분해요.',
  noCryptography: '이 브라우저는 로컬 파일에서 암호 기능을 쓸 수 없어요. 다른 브라우저에서 열어 주세요.',
  wordCount: (wanted, found) => `키트의 단어는 ${wanted}개예요. 지금은 ${found}개예요.`,
  unknownWord: (position, word) => `${position}번째 단어 “${word}”은(는) 목록에 없어요.`,
  otherOrder: '24개 모두 있는 단어지만 순서가 달라요. 순서를 확인하고 비슷한 단어가 없는지 살펴봐 주세요.',
  unexpected: '페이지에 문제가 생겼어요. 키트는 그대로예요. 다른 브라우저에서 다시 시도해 주세요.',
  noFile: '먼저 키트 파일을 골라 주세요. 단어만으로는 열리지 않아요.',
  chooseFile: '키트 파일 고르기',
  dropFile: '또는 여기에 놓기',
  madeOn: (date) => `${date}에 만든 키트`,
  countOf: (count, total) => `단어 ${total}개 중 ${count}개`,
  unknownNote: (position, word) => `${position}번째 “${word}”은(는) 목록에 없어요.`,
  meant: (words) => ` 혹시 ${words}인가요?`,
  show: '시드 단어 보기',
  opening: '여는 중…',
  hideWords: '단어 가리기',
  showWords: '단어 보기',
};

const ja: Messages = {
  broken: (field) => `ファイルが壊れています。「${field}」が正しくありません。`,
  notKit: '復元キットではありません。24個の単語と一緒に保存した、名前が .json で終わるファイルを選んでください。',
  otherFormat: '復元キットではありません。「format」が違います。',
  newerVersion: '新しい版のキットです。キットと一緒に受け取った復元ページを使ってください。',
  damaged: '単語は合っていますが、ファイルが壊れています。別の控えを使ってください。',
  otherAddress: 'このファイルのシードは、ファイルに書かれたアドレスのものではありません。',
  noAccount: 'このキットのシードからはアカウントが得られません。',
  otherWords: '別のキットの単語です。ファイルと単語が一緒に保存されたものか確かめてください。',
  otherPassphrase: 'パスフレーズが違うか、別のキットの単語です。大文字と小文字、空白も区別します。',
  noCryptography: 'このブラウザーは手元のファイルでは暗号機能を使えません。別のブラウザーで開いてください。',
  wordCount: (wanted, found) => `キットの単語は${wanted}個です。今は${found}個です。`,
  unknownWord: (position, word) => `${position}番目の「${word}」は一覧にありません。`,
  otherOrder: '24個とも一覧にありますが、順番が違います。順番と、似た単語がないかを確かめてください。',
  unexpected: 'このページで問題が起きました。キットはそのままです。別のブラウザーでお試しください。',
  noFile: '先にキットのファイルを選んでください。単語だけでは何も開きません。',
  chooseFile: 'キットのファイルを選ぶ',
  dropFile: 'またはここにドロップ',
  madeOn: (date) => `${date}に作成したキット`,
  countOf: (count, total) => `${total}個中${count}個`,
  unknownNote: (position, word) => `${position}番目の「${word}」は一覧にありません。`,
  meant: (words) => ` ${words} ではありませんか？`,
  show: 'シードの単語を表示',
  opening: '開いています…',
  hideWords: '単語を隠す',
  showWords: '単語を表示',
};

const tables: Readonly<Record<Language, Messages>> = { en, ko, ja };

/** The language of this page, chosen once. */
export const language: Language = preferredLanguage(globalThis.navigator?.languages ?? []);

/** What the page says, in its language. */
export const messages: Messages = tables[language];

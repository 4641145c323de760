/** Every screen by the name that Rust gives its page. */

import { about } from './pages/about.mjs'
import { addServer } from './pages/add-server.mjs'
import { history } from './pages/history.mjs'
import { home } from './pages/home.mjs'
import { record } from './pages/record.mjs'
import { serverTest } from './pages/server-test.mjs'
import { settings } from './pages/settings.mjs'
import { signIn } from './pages/sign-in.mjs'
import { welcome } from './pages/welcome.mjs'
import { byHand } from './steps/by-hand.mjs'
import { checkExpiry } from './steps/check-expiry.mjs'
import { chooseFile } from './steps/choose-file.mjs'
import { confirm } from './steps/confirm.mjs'
import { getToken } from './steps/get-token.mjs'
import { save } from './steps/save.mjs'
import { writeNotes } from './steps/write-notes.mjs'


/** @type {Record<Page['name'], Draw>} */
export const screens = {
  about,
  'add-server': addServer,
  'by-hand': byHand,
  'check-expiry': checkExpiry,
  'choose-file': chooseFile,
  confirm,
  'get-token': getToken,
  history,
  home,
  record,
  save,
  'server-test': serverTest,
  settings,
  'sign-in': signIn,
  welcome,
  'write-notes': writeNotes
}

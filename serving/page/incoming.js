// Articles that come in other ways than by typing: files, and pages handed over by the bookmarklet.
import { byId } from './elements.js';

const kPatience_ms = 8000;
const kNoText = /^(image|audio|video|font)\/|^application\/(pdf|zip|gzip|msword|vnd\.)/;

function typeOf(file) {
  const page = /\.(x?html?)$/i.test(file.name) || file.type === 'text/html' || file.type === 'application/xhtml+xml';
  return page ? 'text/html' : 'text/plain';
}

/** Calls take({body, type, url, title}) with a file's bytes: the server finds out their encoding. */
export function listenForFiles({ take, refuse }) {
  const receive = (files) => {
    if (files.length === 0) return;
    if (kNoText.test(files[0].type)) return refuse(`“${files[0].name}” is neither a text nor a page.`);
    take({ body: files[0], type: typeOf(files[0]) });
  };
  byId('open').addEventListener('click', () => byId('file').click());
  byId('file').addEventListener('change', (event) => {
    receive([...event.target.files]);
    event.target.value = '';
  });
  const holdsFiles = (event) => event.dataTransfer?.types.includes('Files');
  addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  addEventListener('dragleave', (event) => event.relatedTarget === null && document.body.classList.remove('dropping'));
  addEventListener('drop', (event) => {
    document.body.classList.remove('dropping');
    if (!holdsFiles(event)) return;
    event.preventDefault();
    receive([...event.dataTransfer.files]);
  });
}

/** What a bookmark does on a page: opens Bearing, waits until it is ready, and hands the page over. */
function bookmarklet() {
  const here = new URL('./', location.href).href;
  const code = `(()=>{
    const w=open(${JSON.stringify(`${here}#handed-over`)});
    if(!w)return alert('The browser did not let Bearing open.');
    const s=String(getSelection());
    const m={bearing:1,url:location.href,title:document.title};
    if(s.trim())m.text=s;else m.html=document.documentElement.outerHTML;
    addEventListener('message',function f(e){
      if(e.source!==w||e.data!=='bearing-ready')return;
      removeEventListener('message',f);
      w.postMessage(m,${JSON.stringify(location.origin)});
    });
  })()`;
  return `javascript:${encodeURIComponent(code.replace(/\n\s*/g, ''))}`;
}

export function offerBookmarklet({ say, copy }) {
  const link = byId('bookmarklet');
  const address = bookmarklet();
  link.href = address;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    say('Drag this link to your bookmarks bar; it works there.');
  });
  byId('copy-bookmarklet').addEventListener('click', () => copy(address));
}

/** Takes one page from the window that opened this one, if it says that it hands one over. */
export function receivePage({ take, refuse }) {
  if (location.hash !== '#handed-over') return;
  history.replaceState(null, '', location.pathname + location.search);
  const fail = () => refuse('The site did not let its text be handed over: select all, copy, and paste it here.');
  if (!opener) return fail();
  const late = setTimeout(fail, kPatience_ms);
  addEventListener('message', function receive({ source, data }) {
    if (source !== opener || data?.bearing !== 1) return;
    removeEventListener('message', receive);
    clearTimeout(late);
    const { url, title, text, html } = data;
    const word = (value) => typeof value === 'string' ? value : '';
    if (typeof html === 'string') take({ body: html, type: 'text/html; charset=utf-8', url: word(url) });
    else take({ body: word(text), type: 'text/plain; charset=utf-8', url: word(url), title: word(title) });
  });
  opener.postMessage('bearing-ready', '*');
}

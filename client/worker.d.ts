/** The one piece of the browser that the web extension touches; the DOM library would bring in hundreds of globals. */
declare class Worker {
  constructor(url: string);
  terminate(): void;
}

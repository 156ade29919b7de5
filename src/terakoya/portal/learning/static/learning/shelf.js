// Rows in the browser's database: what is not saved on the server yet, by whose it is and where it
// belongs. Where the browser has no database, rows live as long as the page.

const finished = (asked) => new Promise((resolve) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => resolve(undefined);
});

export class Shelf {
  /** `key` names the field that tells rows apart; a new `version` begins with an empty store. */
  constructor({ database, version, store, key }) {
    Object.assign(this, { name: database, version, store, key });
  }

  async open() {
    try {
      const asked = indexedDB.open(this.name, this.version);
      asked.onupgradeneeded = () => this.make(asked.result);
      asked.onblocked = () => asked.onerror();
      this.database = await finished(asked);
    } catch { /* no database here */ }
    return this;
  }

  make(database) {
    if (database.objectStoreNames.contains(this.store)) database.deleteObjectStore(this.store);
    const store = database.createObjectStore(this.store, { keyPath: this.key });
    store.createIndex("enrolment", "enrolment");
    store.createIndex("owner", "owner");
  }

  rows(mode) {
    return this.database.transaction(this.store, mode).objectStore(this.store);
  }

  /** The rows of an enrolment or an owner. */
  async all(index, value) {
    if (!this.database) return [];
    return (await finished(this.rows("readonly").index(index).getAll(value))) ?? [];
  }

  put(...rows) {
    this.change((store) => { for (const row of rows) store.put(row); });
  }

  remove(...keys) {
    this.change((store) => { for (const key of keys) store.delete(key); });
  }

  /** Remove a row, unless another page has written it anew. */
  async removeSame(row, isSame) {
    if (!this.database) return;
    const store = this.rows("readwrite");
    const kept = await finished(store.get(row[this.key]));
    if (kept && isSame(kept, row)) store.delete(row[this.key]);
  }

  async clear(owner) {
    this.remove(...(await this.all("owner", owner)).map((row) => row[this.key]));
  }

  change(action) {
    if (!this.database) return;
    try {
      const store = this.rows("readwrite");
      action(store);
      store.transaction.commit?.(); // at once, for the page may be about to close
    } catch { /* a full or closing database: the rows are still in memory */ }
  }
}

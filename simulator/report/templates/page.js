(function () {
  "use strict";
  var root = document.documentElement, button = document.getElementById("switch");
  function speak(zh) {
    root.classList.toggle("lang-zh", zh);
    root.classList.toggle("lang-en", !zh);
    root.lang = zh ? "zh-Hans" : "en";
    document.title = button.getAttribute(zh ? "data-title-zh" : "data-title-en");
    button.textContent = zh ? "English" : "中文";
    button.lang = zh ? "en" : "zh-Hans";
  }
  button.hidden = false;
  button.addEventListener("click", function () { speak(root.classList.contains("lang-en")); });
  speak(location.hash === "#zh" || (root.classList.contains("lang-zh") && location.hash !== "#en"));

  function key(row, column) {
    var cell = row.cells[column], value = cell.getAttribute("data-v");
    if (value === null) { return cell.textContent.trim(); }
    return value === "nan" || value === "" ? null : Number(value);
  }
  function compare(a, b, sign) {
    if (a === null || b === null) { return a === b ? 0 : a === null ? 1 : -1; }
    if (typeof a === "number") { return sign * (a - b); }
    return sign * a.localeCompare(b, undefined, { numeric: true });
  }
  function sort(table, column, head) {
    var sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1, body = table.tBodies[0];
    Array.from(body.rows)
      .map(function (row, at) { return { row: row, key: key(row, column), at: at }; })
      .sort(function (a, b) { return compare(a.key, b.key, sign) || a.at - b.at; })
      .forEach(function (one) { body.appendChild(one.row); });
    Array.from(table.tHead.rows[0].cells).forEach(function (th) { th.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      var handle = document.createElement("button");
      handle.type = "button";
      while (head.firstChild) { handle.appendChild(head.firstChild); }
      head.appendChild(handle);
      handle.addEventListener("click", function () { sort(table, column, head); });
    });
  });
})();

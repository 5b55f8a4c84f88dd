/* Forms that name a document: the id of a checked upload goes into the form. */
document.addEventListener("tongban:file-ready", (event) => {
  const place = event.target.closest("[data-claim-file]");
  if (!place) return;
  const [id, name] = place.querySelectorAll("input[type=hidden]");
  id.value = event.detail.fileId;
  name.value = event.detail.name;
});

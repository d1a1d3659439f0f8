const status = document.getElementById("status");
new EventSource("/api/stream").addEventListener("status", (event) => {
  status.textContent = JSON.stringify(JSON.parse(event.data), null, 2);
});

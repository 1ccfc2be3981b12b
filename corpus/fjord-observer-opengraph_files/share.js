document.querySelectorAll('a[aria-label="Share"]').forEach(function (link) {
  link.addEventListener('click', function (event) {
    event.preventDefault();
    if (navigator.share) { navigator.share({ title: document.title, url: location.href }); }
  });
});

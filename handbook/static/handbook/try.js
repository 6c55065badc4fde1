"use strict";
// The description of the API, to be tried: Swagger UI, from our own files.
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("description");
  SwaggerUIBundle({
    url: place.dataset.schema,
    dom_id: "#description",
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
  });
});

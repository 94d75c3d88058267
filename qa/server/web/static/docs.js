SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  // The same header as in api.js.
  requestInterceptor(request) {
    request.headers["X-Sourceline-Page"] = "1";
    return request;
  },
});

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  // As api.js does.
  requestInterceptor(request) {
    request.headers["X-Sourceline-Page"] = "1";
    return request;
  },
});

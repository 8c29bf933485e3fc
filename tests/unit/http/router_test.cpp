#include "http/router.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace marque::http {
namespace {

Task<Response> say(std::string text, const Request& request) {
  for (const PathParameter& parameter : request.parameters)
    text.append(" ").append(parameter.name).append("=").append(parameter.value);
  text.append(request.path_below_mount() == request.path() ? "" : " below=")
      .append(request.path_below_mount() == request.path() ? "" : request.path_below_mount());
  co_return text_response(200, "text/plain", std::move(text));
}

Handler named(std::string name) {
  return [name](Request& request) { return say(name, request); };
}

Response ask(const Router& router, std::string_view method, std::string_view path) {
  Request request;
  request.head.method = method_named(method);
  request.head.method_text = method;
  request.head.target = path;
  request.head.path_size = path.size();
  Response response;
  boost::asio::io_context context;
  boost::asio::co_spawn(context, router.answer(router.match(request), request),
                        [&](std::exception_ptr failure, Response answer) {
                          EXPECT_FALSE(failure);
                          response = std::move(answer);
                        });
  context.run();
  return response;
}

std::string text(const Router& router, std::string_view method, std::string_view path) {
  const Response response = ask(router, method, path);
  return response.status == 200 ? std::get<std::string>(response.body) : std::to_string(response.status);
}

Router storage_like() {
  Router router;
  router.add(Method::post, "/object/{bucket}/{key...}", named("upload"));
  router.add(Method::get, "/object/{bucket}/{key...}", named("download"));
  router.add(Method::get, "/object/public/{bucket}/{key...}", named("public"));
  router.add(Method::post, "/object/list/{bucket}", named("list"));
  router.add(Method::get, "/bucket", named("buckets"));
  router.add(Method::get, "/bucket/{id}", named("bucket"));
  router.add(Method::delete_, "/bucket/{name}", named("remove"));
  router.mount("/rest/v1", named("rest"));
  router.add(Method::get, "/rest/v1/special", named("special"));
  router.add(Method::get, "/", named("root"));
  return router;
}

TEST(Router, FindsTheMostSpecificRoute) {
  const Router router = storage_like();
  EXPECT_EQ(text(router, "GET", "/"), "root");
  EXPECT_EQ(text(router, "POST", "/object/b/c/d.png"), "upload bucket=b key=c/d.png");
  EXPECT_EQ(text(router, "GET", "/object/b/c//d"), "download bucket=b key=c//d");
  EXPECT_EQ(text(router, "GET", "/object/b/"), "download bucket=b key=");
  EXPECT_EQ(text(router, "GET", "/object/public/b/k"), "public bucket=b key=k");
  EXPECT_EQ(text(router, "GET", "/object/public/b"), "download bucket=public key=b");
  EXPECT_EQ(text(router, "POST", "/object/list/b"), "list bucket=b");
  EXPECT_EQ(text(router, "GET", "/object/list/b"), "download bucket=list key=b");
  EXPECT_EQ(text(router, "POST", "/object/list/b/c"), "upload bucket=list key=b/c");
  EXPECT_EQ(text(router, "GET", "/bucket/x"), "bucket id=x");
  EXPECT_EQ(text(router, "DELETE", "/bucket/x"), "remove name=x");
}

TEST(Router, DecodesParametersOnceAndSegmentsNever) {
  const Router router = storage_like();
  EXPECT_EQ(text(router, "GET", "/bucket/a%2Fb%2520c"), "bucket id=a/b%20c");
  EXPECT_EQ(text(router, "GET", "/object/b/a%20b/%C3%A4"), "download bucket=b key=a b/\xc3\xa4");
  EXPECT_EQ(ask(router, "GET", "/bucket/a%zz").status, 400);
  EXPECT_EQ(text(router, "GET", "/bucket/"), "404");
  EXPECT_EQ(text(router, "GET", "/object//x"), "404");
}

TEST(Router, MountsPrefixes) {
  const Router router = storage_like();
  EXPECT_EQ(text(router, "GET", "/rest/v1/brands"), "rest below=/brands");
  EXPECT_EQ(text(router, "PROPFIND", "/rest/v1"), "rest below=");
  EXPECT_EQ(text(router, "OPTIONS", "/rest/v1/"), "rest below=/");
  EXPECT_EQ(text(router, "GET", "/rest/v1/special"), "special");
  EXPECT_EQ(text(router, "POST", "/rest/v1/special"), "rest below=/special");
  EXPECT_EQ(text(router, "GET", "/rest/v10"), "404");
  Router whole;
  whole.mount("", named("all"));
  EXPECT_EQ(text(whole, "GET", "/x/y"), "all");
  EXPECT_EQ(text(whole, "OPTIONS", "*"), "all");
}

TEST(Router, HeadGoesToGet) {
  Router router = storage_like();
  router.add(Method::head, "/bucket/{id}", named("exists"));
  EXPECT_EQ(text(router, "HEAD", "/bucket"), "buckets");
  EXPECT_EQ(text(router, "HEAD", "/bucket/x"), "exists id=x");
}

TEST(Router, TellsWhichMethodsThereAre) {
  Router router = storage_like();
  const Response refused = ask(router, "PUT", "/bucket/x");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.get("Allow"), "GET, HEAD, DELETE, OPTIONS");
  EXPECT_NE(std::get<std::string>(refused.body).find("http.method_not_allowed"), std::string::npos);
  const Response options = ask(router, "OPTIONS", "/bucket/x");
  EXPECT_EQ(options.status, 200);
  EXPECT_EQ(options.headers.get("Allow"), "GET, HEAD, DELETE, OPTIONS");
  EXPECT_FALSE(options.headers.contains("Access-Control-Allow-Origin"));
  router.set_cors("", {});
  EXPECT_EQ(ask(router, "OPTIONS", "/bucket/x").headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(ask(router, "OPTIONS", "*").status, 200);
  EXPECT_EQ(ask(router, "OPTIONS", "/nowhere").status, 404);
}

TEST(Router, LetsEachProtocolWordItsRefusals) {
  Router router = storage_like();
  router.on_not_found("", named("lost"));
  router.on_not_found("/bucket", named("no bucket"));
  router.on_method_not_allowed("/bucket", named("not so"));
  EXPECT_EQ(text(router, "GET", "/nowhere"), "lost");
  EXPECT_EQ(text(router, "GET", "/bucket/x/y"), "no bucket");
  EXPECT_EQ(text(router, "GET", "/buckets"), "lost");
  EXPECT_EQ(text(router, "PUT", "/bucket"), "not so");
  EXPECT_EQ(ask(router, "PUT", "/bucket").headers.get("Allow"), "GET, HEAD, OPTIONS");
}

TEST(Cors, AnswersPreflightsAsPostgrestDoes) {
  const Cors cors({.allowed_origins = {}, .exposed_headers = std::string(postgrest_exposed_headers())});
  Request request;
  request.head.method = Method::options;
  EXPECT_FALSE(cors.preflight(request));
  request.head.headers = {{"Origin", "http://a"},
                          {"Access-Control-Request-Method", "POST"},
                          {"Access-Control-Request-Headers", "X-Foo, x-bar"}};
  const auto answer = cors.preflight(request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(answer->headers.get("Access-Control-Allow-Methods"),
            "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD");
  EXPECT_EQ(answer->headers.get("Access-Control-Allow-Headers"),
            "Authorization, X-Foo, x-bar, Accept, Accept-Language, Content-Language");
  EXPECT_EQ(answer->headers.get("Access-Control-Max-Age"), "86400");
  Response response;
  cors.mark(request, response);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(response.headers.get("Access-Control-Expose-Headers"), postgrest_exposed_headers());
}

TEST(Cors, EchoesListedOriginsOnly) {
  const Cors cors({.allowed_origins = {"http://a"}, .exposed_headers = "X"});
  Request request;
  request.head.method = Method::options;
  request.head.headers = {{"Origin", "http://a"}, {"Access-Control-Request-Method", "POST"}};
  EXPECT_EQ(cors.preflight(request)->headers.get("Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(cors.preflight(request)->headers.get("Access-Control-Allow-Origin"), "http://a");
  request.head.headers.set("Origin", "http://b");
  EXPECT_FALSE(cors.preflight(request));
  Response response;
  cors.mark(request, response);
  EXPECT_FALSE(response.headers.contains("Access-Control-Allow-Origin"));
  EXPECT_FALSE(response.headers.contains("Access-Control-Expose-Headers"));
  request.head.headers.remove("Origin");
  Response plain;
  cors.mark(request, plain);
  EXPECT_TRUE(plain.headers.empty());
}

TEST(Cors, BelongsToPrefixes) {
  Router router;
  EXPECT_EQ(router.cors_for("/rest/v1/x"), nullptr);
  router.set_cors("", {});
  router.set_cors("/rest/v1", {});
  EXPECT_NE(router.cors_for("/rest/v1/x"), router.cors_for("/auth/v1"));
  EXPECT_EQ(router.cors_for("/rest/v10"), router.cors_for("/auth/v1"));
}

}  // namespace
}  // namespace marque::http

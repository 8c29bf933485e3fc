#include "rest/resource.hpp"

#include <gtest/gtest.h>

#include "arrived_request.hpp"

namespace marque::rest {
namespace {

Settings two_schemas() {
  Settings settings;
  settings.schemas = {"v1", "v2"};
  return settings;
}

Result<Operation> read(std::string_view method, std::string_view path, http::Headers headers = {},
                       const Settings& settings = {}) {
  return read_operation(path, ArrivedRequest(method, path, std::move(headers)), settings);
}

std::string code_of(const Result<Operation>& operation) { return operation ? "" : operation.error().code; }

TEST(Resource, ASegmentIsARelationAndRpcIsAFunction) {
  EXPECT_EQ(read("GET", "/")->resource, Resource::root);
  EXPECT_EQ(read("GET", "/brands")->target, (pg::QualifiedName{"public", "brands"}));
  EXPECT_EQ(read("POST", "/rpc/start_brand")->resource, Resource::routine);
  EXPECT_EQ(read("GET", "/a%20table")->target.name, "a table");
}

TEST(Resource, AnythingElseIsAnInvalidPath) {
  for (const std::string_view path : {"/a/b", "/rpc/f/g", "/brands/", "/rpc/f/"})
    EXPECT_EQ(code_of(read("GET", path)), "PGRST125") << path;
}

TEST(Resource, MethodsOfARelation) {
  EXPECT_EQ(read("GET", "/t")->verb, Verb::read);
  EXPECT_TRUE(read("HEAD", "/t")->head);
  EXPECT_EQ(read("POST", "/t")->action, query::Action::insert);
  EXPECT_EQ(read("PUT", "/t")->action, query::Action::put);
  EXPECT_EQ(read("PATCH", "/t")->action, query::Action::update);
  EXPECT_EQ(read("DELETE", "/t")->action, query::Action::remove);
  EXPECT_EQ(read("OPTIONS", "/t")->verb, Verb::options);
  EXPECT_EQ(read("CONNECT", "/t").error().message, "Unsupported HTTP method: CONNECT");
  EXPECT_EQ(code_of(read("POST", "/")), "PGRST117");
}

TEST(Resource, MethodsOfAFunction) {
  EXPECT_TRUE(read("GET", "/rpc/f")->call_by_url);
  EXPECT_FALSE(read("POST", "/rpc/f")->call_by_url);
  EXPECT_EQ(read("DELETE", "/rpc/f").error().message, "Cannot use the DELETE method on RPC");
  EXPECT_EQ(code_of(read("PATCH", "/rpc/f")), "PGRST101");
}

TEST(Resource, TheProfileChoosesTheSchema) {
  EXPECT_EQ(read("GET", "/t", {}, two_schemas())->target.schema, "v1");
  EXPECT_TRUE(read("GET", "/t", {}, two_schemas())->negotiated);
  EXPECT_FALSE(read("GET", "/t")->negotiated);
  EXPECT_EQ(read("GET", "/t", {{"Accept-Profile", "v2"}}, two_schemas())->target.schema, "v2");
  EXPECT_EQ(read("POST", "/t", {{"Content-Profile", "v2"}}, two_schemas())->target.schema, "v2");
  EXPECT_EQ(read("POST", "/t", {{"Accept-Profile", "v2"}}, two_schemas())->target.schema, "v1");
}

TEST(Resource, AProfileThatIsNotExposedIsRefusedByName) {
  const auto refused = read("GET", "/t", {{"Accept-Profile", "secret"}}, two_schemas());
  ASSERT_EQ(code_of(refused), "PGRST106");
  EXPECT_EQ(refused.error().message, "Invalid schema: secret");
  EXPECT_EQ(refused.error().hint, "Only the following schemas are exposed: v1, v2");
}

TEST(Resource, TheRootMayBeOffOrAFunction) {
  Settings off;
  off.openapi_mode = OpenApiMode::disabled;
  EXPECT_EQ(code_of(read("GET", "/", {}, off)), "PGRST126");
  Settings function;
  function.root_function = pg::QualifiedName{"", "root"};
  EXPECT_EQ(read("GET", "/", {}, function)->resource, Resource::routine);
  EXPECT_EQ(read("GET", "/", {}, function)->target.name, "root");
}

TEST(Resource, AllowNamesWhatARelationTakes) {
  pg::Relation relation;
  EXPECT_EQ(allowed_methods(relation), "OPTIONS,GET,HEAD");
  relation.insertable = relation.updatable = relation.deletable = true;
  EXPECT_EQ(allowed_methods(relation), "OPTIONS,GET,HEAD,POST,PATCH,DELETE");
  relation.primary_key = {"id"};
  EXPECT_EQ(allowed_methods(relation), "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE");
}

}  // namespace
}  // namespace marque::rest

// Types of tests/unit/client/types_schema.sql in the three languages, compared with the files beside it; with
// MARQUE_TEST_REWRITE set, the files are written anew.
#include "client/types/generate_types.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "../pg/test_cluster.hpp"
#include "client/types/collation.hpp"
#include "client/types/cpp_names.hpp"
#include "client/types/typescript_mapping.hpp"

namespace marque::client {
namespace {

std::string path_of(const std::string& name) {
  return std::string(MARQUE_SOURCE_DIR) + "/tests/unit/client/" + name;
}

std::string read_file(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(path_of(name)).rdbuf();
  return text.str();
}

void expect_file(const std::string& name, const std::string& generated) {
  if (std::getenv("MARQUE_TEST_REWRITE") != nullptr) std::ofstream(path_of(name)) << generated;
  EXPECT_EQ(generated, read_file(name));
}

SchemaDescription describe(const std::string& sql, std::vector<std::string> schemas) {
  auto session = pg::TestCluster::instance().session();
  EXPECT_TRUE(session.execute(sql));
  auto description = describe_schemas(session, std::move(schemas));
  EXPECT_TRUE(description) << description.error().message;
  return *std::move(description);
}

const SchemaDescription& shop() {
  static const SchemaDescription description =
      describe(read_file("types_schema.sql"), {"shop_audit", "shop"});
  return description;
}

TEST(GenerateTypes, TypeScript) { expect_file("generated_types.ts.golden", generate_typescript(shop())); }
TEST(GenerateTypes, Python) { expect_file("generated_types.py.golden", generate_python(shop())); }
TEST(GenerateTypes, Cpp) { expect_file("generated_types.hpp", generate_cpp(shop())); }

TEST(GenerateTypes, TellsWhichFunctionsPostgrestRefuses) {
  const auto description = describe(
      "drop schema if exists refused cascade; create schema refused; create table refused.t (id int);"
      "create function refused.f(a int) returns int language sql as 'select 1';"
      "create function refused.f(a text) returns int language sql as 'select 1';"
      "create function refused.row_text(refused.t) returns text language sql as $$select 'x'$$;"
      "create function refused.unnamed(int) returns int language sql as 'select 1'",
      {"refused"});
  const std::string text = generate_typescript(description);
  EXPECT_NE(text.find("Could not choose the best candidate function between: refused.f(a => int4), "
                      "refused.f(a => text). Try renaming"),
            text.npos);
  EXPECT_NE(text.find("\"the function refused.row_text with parameter or with a single unnamed json/jsonb "),
            text.npos);
  EXPECT_EQ(text.find("unnamed:"), text.npos) << "no request can call it";
}

TEST(GenerateTypes, RefusesASchemaThatIsNotThere) {
  auto session = pg::TestCluster::instance().session();
  EXPECT_EQ(describe_schemas(session, {"no_such_schema"}).error().code, "pg.3F000");
}

TEST(GenerateTypes, NamesSortAsReadersExpect) {
  EXPECT_TRUE(reads_before("brand_assets", "brands"));
  EXPECT_TRUE(reads_before("a_1", "a1"));
  EXPECT_TRUE(reads_before("name", "Name"));
  EXPECT_TRUE(reads_before("Name", "nice"));
  EXPECT_TRUE(reads_before("2d", "a"));
  EXPECT_EQ(compare_for_readers("x", "x"), 0);
}

TEST(GenerateTypes, NamesBecomeIdentifiers) {
  EXPECT_EQ(cpp_name("public"), "public_");
  EXPECT_EQ(cpp_name("list price"), "list_price");
  EXPECT_EQ(cpp_name("2d"), "_2d");
  EXPECT_EQ(cpp_name("__a"), "_a");
  EXPECT_EQ(cpp_name("_A"), "c_A");
  EXPECT_EQ(cpp_name("größe"), "gr_e");
  EXPECT_EQ(cpp_name(""), "_");
  CppScope scope;
  for (const auto* name : {"a b", "a-b", "a_b"}) scope.add(name);
  EXPECT_EQ(scope.name("a b"), "a_b");
  EXPECT_EQ(scope.name("a-b"), "a_b_2");
  EXPECT_EQ(scope.name("a_b"), "a_b_3");
}

TEST(TypeScript, BreaksLinesAsPrettierDoes) {
  const auto text = [](const TypeScriptType& type, std::size_t column) {
    std::string out;
    append_type(out, type, 2, column);
    return out;
  };
  const auto status = TypeScriptType::either({TypeScriptType::word("\"a\""), TypeScriptType::word("null")});
  EXPECT_EQ(text(status, 10), "\"a\" | null");
  EXPECT_EQ(text(status, 75), "\n    | \"a\"\n    | null");
  EXPECT_EQ(text(TypeScriptType::list(status), 10), "(\"a\" | null)[]");
  EXPECT_EQ(text(TypeScriptType::object({{"a", status}, {"b-c", status, true}}, false), 10),
            "{ a: \"a\" | null; \"b-c\"?: \"a\" | null }");
  EXPECT_EQ(quoted("four \"x\""), "'four \"x\"'");
  EXPECT_EQ(quoted("it's"), "\"it's\"");
}

}  // namespace
}  // namespace marque::client

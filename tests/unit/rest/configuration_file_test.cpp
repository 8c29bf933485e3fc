#include "rest/configuration_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace marque::rest {
namespace {

const EnvironmentVariables environment{{"HOME_TOWN", "Bern"}};

Result<std::string> known_files(const std::string& path) {
  static const std::map<std::string, std::string> files{
      {"conf/other.conf", "from-other = \"yes\"\nimport \"deeper/third.conf\""},
      {"conf/deeper/third.conf", "from-third = 3"},
      {"/absolute.conf", "absolute = on"},
      {"conf/itself.conf", "import \"itself.conf\""}};
  const auto found = files.find(path);
  if (found == files.end()) return fail("file.missing", "no " + path);
  return found->second;
}

std::string shown(const ConfigurationValue& value) {
  if (value.kind == ConfigurationValue::Kind::boolean) return value.boolean ? "true" : "false";
  if (value.kind == ConfigurationValue::Kind::text) return "'" + value.text + "'";
  if (value.kind == ConfigurationValue::Kind::number) return value.text;
  std::string items;
  for (const ConfigurationValue& item : value.items) items += shown(item) + " ";
  return "[" + items + "]";
}

/// "key=value; …" sorted by key, or the message.
std::string read(std::string_view text) {
  const FileReader reader = known_files;
  const auto values = read_configuration({text, "conf/main.conf", environment, reader});
  if (!values) return values.error().message;
  std::string out;
  for (const auto& [key, value] : *values) out += fmt::format("{}={}; ", key, shown(value));
  return out;
}

TEST(ConfigurationFiles, BindKeysToValues) {
  EXPECT_EQ(read("a = 1\nb=\"x\"\r\nc = true\nd = off"), "a=1; b='x'; c=true; d=false; ");
  EXPECT_EQ(read("a = 1\na = 2"), "a=2; ") << "the last counts";
  EXPECT_EQ(read("a = on\nb = false"), "a=true; b=false; ");
  EXPECT_EQ(read("a =\n  1"), "a=1; ");
  EXPECT_EQ(read("a-b_c1 = 1\nä.b = 2"), "a-b_c1=1; ä.b=2; ");
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("\n\n  \n"), "");
}

TEST(ConfigurationFiles, MayHaveComments) {
  EXPECT_EQ(read("# first\na = 1 # behind\n  # between\nb = 2"), "a=1; b=2; ");
  EXPECT_EQ(read("# Commènt\na = \"# none\""), "a='# none'; ");
  EXPECT_EQ(read("#; a = 1\nb = 2"), "b=2; ") << "a directive that is a comment";
  EXPECT_EQ(read("#; a = {\n"),
            "Error in config conf/main.conf:1:8: expected a boolean, a number, a list or a "
            "text in quotes");
  EXPECT_EQ(read("# only this"), "");
}

TEST(ConfigurationFiles, HaveTextsWithEscapes) {
  EXPECT_EQ(read(R"(a = "\"quoted\" \\ \u00e4 \ud83d\ude00")"), "a='\"quoted\" \\ ä 😀'; ");
  EXPECT_EQ(read(R"(a = "1\n2\t3\r")"), "a='1\n2\t3\r'; ");
  EXPECT_EQ(read("a = \"two\nlines\""), "a='two\nlines'; ");
  EXPECT_TRUE(read(R"(a = "\x")").starts_with("Error in config conf/main.conf:1:7: expected one of"));
  EXPECT_TRUE(read(R"(a = "\ud83d")").starts_with("Error in config conf/main.conf:1:7: expected one of"));
  EXPECT_TRUE(read(R"(a = "\u00g0")").starts_with("Error in config conf/main.conf:1:7: expected one of"));
  EXPECT_EQ(read("a = \"open"), "Error in config conf/main.conf:1:10: expected '\"'");
}

TEST(ConfigurationFiles, HaveNumbersAndLists) {
  EXPECT_EQ(read("a = 1.50\nb = 1e3\nc = 2E-3"), "a=1.50; b=1e3; c=2E-3; ");
  EXPECT_EQ(read("a = [ 1, \"x\" , [true] ,\n off ]\nb = []"), "a=[1 'x' [true ] false ]; b=[]; ");
  EXPECT_TRUE(read("a = [1,]").starts_with("Error in config conf/main.conf:1:8"));
  EXPECT_TRUE(read("a = [1 2]").starts_with("Error in config conf/main.conf:1:8"));
  EXPECT_TRUE(read("a = -1").starts_with("Error in config conf/main.conf:1:5"));
  EXPECT_TRUE(read("a = 1.").starts_with("Error in config conf/main.conf:1:6"));
}

TEST(ConfigurationFiles, HaveGroups) {
  EXPECT_EQ(read("app {\n settings { x = 1 }\n y = 2 }\nz = 3"), "app.settings.x=1; app.y=2; z=3; ");
  EXPECT_EQ(read("app {}"), "");
  EXPECT_EQ(read("app { a = 1"), "Error in config conf/main.conf:1:12: expected a key or '}'");
}

TEST(ConfigurationFiles, ThatAreNoneNameThePlace) {
  EXPECT_EQ(read("yaml:\n  is:"), "Error in config conf/main.conf:1:5: expected '=' or '{'");
  EXPECT_EQ(read("a = 1\n\n= 2"), "Error in config conf/main.conf:3:1: expected a key");
  EXPECT_EQ(read("a = 1 b = 2"), "Error in config conf/main.conf:1:7: expected a key") << "one line each";
  EXPECT_EQ(read("a = trueish"), "Error in config conf/main.conf:1:9: expected a key");
  EXPECT_EQ(read("a = unquoted"),
            "Error in config conf/main.conf:1:5: expected a boolean, a number, a list or a "
            "text in quotes");
  EXPECT_EQ(read("a. = 1"), "Error in config conf/main.conf:1:3: expected a key");
}

TEST(ConfigurationFiles, FillInNames) {
  EXPECT_EQ(read("a = \"x\"\nb = \"$(a)-$$-$(HOME_TOWN)\""), "a='x'; b='x-$-Bern'; ");
  EXPECT_EQ(read("n = 5.0\nb = \"$(n)\""), "b='5'; n=5.0; ");
  EXPECT_EQ(read("n = 2.5\nb = \"$(n)\""), "b='2.5'; n=2.5; ");
  EXPECT_EQ(read("x = \"outer\"\ng { h { b = \"$(x)\" } }"), "g.h.b='outer'; x='outer'; ");
  EXPECT_EQ(read("x = \"o\"\ng { x = \"inner\"\n h { b = \"$(x)\" } }"),
            "g.h.b='inner'; g.x='inner'; x='o'; ");
  EXPECT_EQ(read("b = \"$(nobody)\""), "Error in config <b>: no such variable: 'nobody'");
  EXPECT_EQ(read("a = on\nb = \"$(a)\""), "Error in config <b>: variable 'a' is not a string or number");
  for (const std::string_view bad : {"b = \"$\"", "b = \"$x\"", "b = \"$(x\"", "b = \"$()\""})
    EXPECT_EQ(read(bad), "Error in config <b>: after '$' comes '$' or a name in brackets") << bad;
}

TEST(ConfigurationFiles, ImportOthers) {
  EXPECT_EQ(read("import \"other.conf\"\na = 1"), "a=1; from-other='yes'; from-third=3; ");
  EXPECT_EQ(read("g { import \"/absolute.conf\" }"), "g.absolute=true; ");
  EXPECT_EQ(read("import \"missing.conf\""), "no conf/missing.conf");
  EXPECT_EQ(read("import \"itself.conf\""), "Error in config <itself.conf>: imports go round in circles");
  EXPECT_EQ(read("import 7"), "Error in config conf/main.conf:1:8: expected a text in quotes");
}

TEST(ConfigurationFiles, DoNotNestWithoutEnd) {
  std::string groups;
  for (int depth = 0; depth < 10'000; ++depth) groups += "g {";
  EXPECT_NE(read(groups).find("fewer groups"), std::string::npos);
  EXPECT_NE(read("a = " + std::string(10'000, '[')).find("fewer lists"), std::string::npos);
}

TEST(ConfigurationFiles, NeverCrash) {
  rc::check("any bytes give values or a message", [](const std::string& text) { (void)read(text); });
  const auto pieces = rc::gen::elementOf(std::vector<std::string>{
      "a", "b.c", " ", "=",     "\"", "\\", "$(a)", "$$", "{",      "}",       "[",
      "]", ",",   "1", "1.5e3", "on", "\n", "#",    "#;", "import", "\\u00e4", "\"x\""});
  rc::check("any pieces of the grammar give values or a message", [&] {
    std::string text;
    for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(pieces)) text += piece;
    (void)read(text);
  });
}

}  // namespace
}  // namespace marque::rest

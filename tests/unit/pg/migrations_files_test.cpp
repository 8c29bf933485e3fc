// Files: names, duplicates, new ones, squawk, and the line diff that people read.
#include "migrations_support.hpp"
#include "pg/migrations/authoring.hpp"
#include "pg/migrations/text_diff.hpp"

namespace marque::pg::migrations {
namespace {

namespace fs = std::filesystem;

class Directory : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "marque-files-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  void TearDown() override { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text = "select 1;") {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  Result<std::vector<MigrationFile>> read() { return read_directory(FileKind::migration, path_); }
  fs::path path_;
};

TEST_F(Directory, IsReadInTheOrderOfVersions) {
  write("20260102000000_b.sql");
  write("20260101000000_a-b c.sql");
  write("README.md");
  write(".hidden.sql");
  fs::create_directory(path_ / "20260103000000_folder.sql");
  const auto files = read();
  ASSERT_TRUE(ok(files));
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(files->at(0).version, "20260101000000");
  EXPECT_EQ(files->at(0).name, "a-b c");
  EXPECT_EQ(read_directory(FileKind::migration, path_ / "none").error().code, "migration.unreadable");
}

TEST_F(Directory, RefusesOtherNamesAndDuplicates) {
  for (const char* name :
       {"first.sql", "2026_a.sql", "20260101000000.sql", "20260101000000_.sql", "2026010100000x_a.sql"}) {
    write(name);
    const auto files = read();
    ASSERT_FALSE(files.has_value()) << name;
    EXPECT_EQ(files.error().code, "migration.bad_name");
    EXPECT_TRUE(contains(files.error().message, "is named 20260203000000_name.sql"));
    fs::remove(path_ / name);
  }
  write("20260101000000_a.sql");
  write("20260101000000_b.sql");
  EXPECT_TRUE(contains(read().error().message, "20260101000000_a.sql and 20260101000000_b.sql"));
}

TEST_F(Directory, ErrorsNameTheFile) {
  write("20260101000000_a.sql", "select 'x");
  EXPECT_TRUE(contains(read().error().message, "20260101000000_a.sql: the string that begins at line 1"));
}

TEST_F(Directory, ANewFileIsLaterThanEveryOther) {
  const core::SystemTime now = core::SystemTime(std::chrono::seconds(1'770'076'800));  // 2026-02-03
  const auto first = new_migration(path_, "add_one", now);
  ASSERT_TRUE(ok(first));
  EXPECT_EQ(first->filename(), "20260203000000_add_one.sql");
  EXPECT_EQ(new_migration(path_, "add_two", now)->filename(), "20260203000001_add_two.sql");
  EXPECT_EQ(new_migration(path_, "../x", now).error().code, "migration.bad_name");
  EXPECT_TRUE(ok(read()));
}

TEST_F(Directory, SquawkHasItsSay) {
  if (find_squawk() == "squawk") GTEST_SKIP() << "node_modules is missing: run `npm install`";
  write("20260101000000_a.sql", "create table public.a (id bigint primary key);\n");
  write("20260102000000_b.sql", "alter table public.a add column b int not null;\n");
  testing::internal::CaptureStdout();
  EXPECT_FALSE(lint_files({path_ / "20260102000000_b.sql"}, true).value());
  EXPECT_TRUE(contains(testing::internal::GetCapturedStdout(), "\"rule_name\""));
  EXPECT_TRUE(lint_files({}, false).value());
}

TEST(Checksum, IgnoresLineEndingsButNothingElse) {
  const auto checksum = [](std::string_view text) {
    return make_file(FileKind::seed, "s.sql", text)->checksum;
  };
  EXPECT_EQ(checksum("select 1;\nselect\n2;"), checksum("\nselect 1 ;\r\n\r\nselect\r\n2"));
  EXPECT_NE(checksum("select 1;"), checksum("select 2;"));
  EXPECT_NE(checksum("select 1;"), checksum("-- c\nselect 1;"));
}

TEST(DiffLines, ShowsChangesWithTheirSurroundings) {
  EXPECT_EQ(diff_lines("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(diff_lines("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\nfive\n6\n7\n"),
            "  …\n  3\n  4\n- 5\n+ five\n  6\n  7\n");
  EXPECT_EQ(diff_lines("", "a\n"), "+ a\n");
  EXPECT_EQ(diff_lines("a\nb\n", ""), "- a\n- b\n");
}

}  // namespace
}  // namespace marque::pg::migrations

// The real supabase CLI and Marque read and write the same history.
#include "migrations_support.hpp"
#include "pg/migrations/authoring.hpp"
#include "pg/migrations/schema_docs.hpp"

namespace marque::pg::migrations {
namespace {

namespace fs = std::filesystem;

const fs::path repository = MARQUE_SOURCE_DIR;

class SupabaseCli : public MigrationTest {
 protected:
  void SetUp() override {
    const fs::path program = repository / "node_modules/.bin/supabase";
    if (!fs::exists(program)) GTEST_SKIP() << "node_modules is missing: run `npm install`";
    if (run_program({program.string(), "--version"}).code != 0)
      GTEST_SKIP() << "the supabase CLI does not start";
    MigrationTest::SetUp();
    std::string name = (fs::temp_directory_path() / "marque-cli-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    project_ = name;
    fs::create_directories(project_ / "supabase/migrations");
    std::ofstream(project_ / "supabase/config.toml") << "project_id = \"test\"\n";
  }
  void TearDown() override {
    if (project_.empty()) return;
    fs::remove_all(project_);
    MigrationTest::TearDown();
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(project_ / "supabase/migrations" / name, std::ios::binary) << text;
  }
  FileSet files() const {
    FileSet set;
    set.migrations = read_directory(FileKind::migration, project_ / "supabase/migrations").value();
    return set;
  }
  // Over TCP: the CLI does not know unix sockets.
  std::string tcp_url() const {
    auto opened = session();
    const std::string port = opened.query("show port")->single().value();
    std::smatch password;
    const std::string url = TestCluster::instance().url().reveal();
    std::regex_search(url, password, std::regex("postgres:([^@]*)@"));
    return "postgresql://postgres:" + password[1].str() + "@127.0.0.1:" + port + "/" + database_;
  }
  Outcome cli(std::vector<std::string> words) {
    words.insert(words.begin(), (repository / "node_modules/.bin/supabase").string());
    words.insert(words.end(), {"--remote=" + tcp_url(), "--yes"});
    return run_program(words, {"DO_NOT_TRACK=1", "SUPABASE_TELEMETRY_DISABLED=1", "NO_COLOR=1"}, project_);
  }

  fs::path project_;
};

const std::string tricky =
    "-- why\ncreate table public.a (id int primary key, note text default 'x;y'); -- behind\n/* b /* ; */ "
    "*/\n"
    "create function public.f() returns int language sql begin atomic select 1; select case when true then 2 "
    "else 3 end; end;\n"
    "do $x$ begin perform 1; end $x$;\n\ncomment on table public.a is E'it\\'s; a';;\n-- the end\n";

TEST_F(SupabaseCli, ListsWhatWeAppliedAndHasNothingToPush) {
  write("20260101000000_first.sql", tricky);
  write("20260102000000_second.sql",
        "create index concurrently a_note on public.a (note);\nvacuum public.a;\n");
  auto opened = session();
  ASSERT_TRUE(ok(migrate_up(opened, files(), {})));
  const auto list = cli({"migration", "list", "--output-format", "json"});
  EXPECT_EQ(list.code, 0) << list.output;
  EXPECT_TRUE(contains(list.output, R"("local":"20260101000000","remote":"20260101000000")"));
  EXPECT_TRUE(contains(list.output, R"("local":"20260102000000","remote":"20260102000000")"));
  const auto push = cli({"db", "push"});
  EXPECT_EQ(push.code, 0) << push.output;
  EXPECT_TRUE(contains(push.output, "up to date"));
}

TEST_F(SupabaseCli, PushesWhatWeThenAdopt) {
  write("20260101000000_first.sql", tricky);
  auto opened = session();
  ASSERT_TRUE(ok(migrate_up(opened, files(), {})));
  write("20260102000000_second.sql", tricky.substr(0, 7) + "create table public.b (id int);\n-- the end\n");
  const auto push = cli({"db", "push"});
  ASSERT_EQ(push.code, 0) << push.output;
  EXPECT_TRUE(contains(push.output, "Applying migration 20260102000000_second.sql"));
  const auto verified = verify_schema(opened, files(), {});
  ASSERT_TRUE(ok(verified));
  ASSERT_FALSE(verified->problems.empty());
  EXPECT_EQ(verified->problems[0].code, "migration.foreign");
  const auto report = migrate_up(opened, files(), {});
  ASSERT_TRUE(ok(report));
  EXPECT_EQ(report->adopted, Texts{"20260102000000_second.sql"});
  EXPECT_TRUE(verify_schema(opened, files(), {})->clean());
}

TEST_F(SupabaseCli, RecordsTheSameStatementsAsWe) {
  write("20260101000000_first.sql", tricky);
  const auto push = cli({"db", "push"});
  ASSERT_EQ(push.code, 0) << push.output;
  auto opened = session();
  const auto records = read_records(opened);
  ASSERT_TRUE(ok(records));
  EXPECT_EQ(records->history.at(0).statements, files().migrations.at(0).statements);
  EXPECT_EQ(migrate_up(opened, files(), {})->adopted, Texts{"20260101000000_first.sql"});
}

TEST_F(SupabaseCli, RefusesWhatWeRefuse) {
  write("20260101000000_first.sql", "select 1;");
  write("20260103000000_third.sql", "select 3;");
  auto opened = session();
  ASSERT_TRUE(ok(migrate_up(opened, files(), {})));
  write("20260102000000_second.sql", "select 2;");
  EXPECT_NE(cli({"db", "push"}).code, 0);
  EXPECT_EQ(migrate_up(opened, files(), {}).error().code, "migration.out_of_order");
  fs::remove(project_ / "supabase/migrations/20260102000000_second.sql");
  fs::remove(project_ / "supabase/migrations/20260103000000_third.sql");
  EXPECT_NE(cli({"db", "push"}).code, 0);
  EXPECT_EQ(migrate_up(opened, files(), {}).error().code, "migration.missing_file");
}

TEST_F(MigrationTest, TheSchemaPagesAreCurrent) {
  FileSet files;
  files.platform = read_embedded(FileKind::platform).value();
  files.migrations = read_embedded(FileKind::migration).value();
  if (files.platform.empty() || files.migrations.empty()) GTEST_SKIP() << "no model is embedded";
  auto opened = session();
  ASSERT_TRUE(ok(migrate_up(opened, files, {})));
  EXPECT_TRUE(verify_schema(opened, files, {})->clean());
  const auto docs = write_schema_docs(opened);
  ASSERT_TRUE(ok(docs));
  EXPECT_TRUE(ok(check_docs(*docs, repository / "docs")));
  EXPECT_EQ(write_schema_docs(opened)->markdown, docs->markdown);
}

}  // namespace
}  // namespace marque::pg::migrations

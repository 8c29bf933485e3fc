// The runner on a real PostgreSQL: what it records, what it refuses, and how it survives.
#include <thread>

#include "migrations_support.hpp"
#include "pg/migrations/rls_check.hpp"

namespace marque::pg::migrations {
namespace {

const Sources two = {
    {"20260101000000_first.sql",
     "-- why\ncreate table public.a (id int primary key);\ncreate index a_x on public.a (id);"},
    {"20260102000000_second.sql", "alter table public.a add column note text;"}};

TEST_F(MigrationTest, AppliesInOrderAndRecordsWhatTheSupabaseCliRecords) {
  const auto report = up(two);
  ASSERT_TRUE(ok(report));
  EXPECT_EQ(report->applied, (Texts{"20260101000000_first.sql", "20260102000000_second.sql"}));
  EXPECT_EQ(
      value(
          "select string_agg(version || ' ' || name || ' ' || cardinality(statements), ', ' order by version)"
          " from supabase_migrations.schema_migrations"),
      "20260101000000 first 2, 20260102000000 second 1");
  EXPECT_EQ(value("select statements[1] from supabase_migrations.schema_migrations order by version limit 1"),
            "-- why\ncreate table public.a (id int primary key)");
  EXPECT_EQ(
      value("select count(*) from supabase_migrations.marque_ledger where finished and fingerprint <> ''"),
      "2");
  const auto again = up(two);
  ASSERT_TRUE(ok(again));
  EXPECT_EQ(again->applied, Texts{});
  EXPECT_EQ(again->fingerprint, report->fingerprint);
  const auto verified = verify(two);
  ASSERT_TRUE(ok(verified));
  EXPECT_TRUE(verified->clean());
}

TEST_F(MigrationTest, AFileIsOneTransactionWithItsRecords) {
  const auto report = up({{"20260101000000_bad.sql", "create table public.a ();\n\n-- then\nselect 1/0;"}});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, "migration.failed");
  EXPECT_EQ(report.error().message, "20260101000000_bad.sql, line 4: division by zero");
  EXPECT_EQ(value("select to_regclass('public.a')"), "null");
  EXPECT_EQ(value("select count(*) from supabase_migrations.schema_migrations"), "0");
}

TEST_F(MigrationTest, AnEditedFileIsRefusedWithTheLines) {
  ASSERT_TRUE(ok(up(two)));
  Sources edited = two;
  edited["20260102000000_second.sql"] = "alter table public.a add column remark text;";
  const auto report = up(edited);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, "migration.edited");
  EXPECT_TRUE(contains(report.error().detail,
                       "- alter table public.a add column note text;\n"
                       "+ alter table public.a add column remark text;"));
  Sources spaced = two;
  spaced["20260102000000_second.sql"] = "\n\nalter table public.a add column note text\n;\n";
  EXPECT_TRUE(ok(up(spaced)));
}

TEST_F(MigrationTest, AMissingFileAndAnOlderFileAreRefused) {
  ASSERT_TRUE(ok(up(two)));
  const auto missing = up({{"20260101000000_first.sql", two.at("20260101000000_first.sql")}});
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, "migration.missing_file");
  Sources more = two;
  more["20260101120000_between.sql"] = "create table public.between_them ();";
  const auto older = up(more);
  ASSERT_FALSE(older.has_value());
  EXPECT_EQ(older.error().code, "migration.out_of_order");
  EXPECT_TRUE(ok(up(more, {.include_all = true})));
}

TEST_F(MigrationTest, NoSettingLeaksFromOneFileToTheNext) {
  EXPECT_TRUE(ok(up({{"20260101000000_a.sql",
                      "create role nobody_much; set role nobody_much; set search_path = 'pg_temp';"},
                     {"20260102000000_b.sql", "create table t (id int);"}})));
  EXPECT_EQ(value("select to_regclass('public.t')"), "t");
  run("drop role nobody_much");
}

TEST_F(MigrationTest, PlatformFilesAreSkippedOnAHostedSupabase) {
  const Sources files = {{"0001_roles.sql", "create schema auth; create table auth.users (id uuid);"},
                         {"20260101000000_a.sql", "create table public.a ();"}};
  run("create role supabase_auth_admin");
  run("create schema auth");
  const auto report = up(files);
  run("drop role supabase_auth_admin");
  ASSERT_TRUE(ok(report));
  EXPECT_EQ(report->applied, (Texts{"20260101000000_a.sql"}));
}

TEST_F(MigrationTest, PlatformFilesComeFirstWhereTheDatabaseIsOurs) {
  const Sources files = {{"0001_roles.sql", "create schema auth; create table auth.users (id uuid);"},
                         {"20260101000000_a.sql", "create table public.a ();"}};
  EXPECT_EQ(up(files)->applied, (Texts{"0001_roles.sql", "20260101000000_a.sql"}));
  EXPECT_EQ(value("select count(*) from supabase_migrations.schema_migrations"), "1");
  EXPECT_TRUE(verify(files)->clean());
}

TEST_F(MigrationTest, TheSeedRunsOnceAndAgainOnRequest) {
  Sources files = two;
  files["seed.sql"] = "insert into public.a (id) values (1) on conflict do nothing;";
  EXPECT_TRUE(up(files, {.seed = true})->seeded);
  run("delete from public.a");
  EXPECT_FALSE(up(files, {.seed = true})->seeded);
  EXPECT_TRUE(up(files, {.seed = true, .seed_again = true})->seeded);
  EXPECT_EQ(value("select count(*) from public.a"), "1");
}

TEST_F(MigrationTest, GivesWayToALockAndTriesAgain) {
  ASSERT_TRUE(ok(up(two)));
  auto blocker = session();
  ASSERT_TRUE(blocker.execute("begin; select * from public.a").has_value());
  Sources more = two;
  more["20260103000000_third.sql"] = "alter table public.a add column third int;";
  UpOptions options{.lock_timeout = std::chrono::milliseconds(50), .lock_attempts = 5};
  Texts notes;
  const auto report = up(more, options, [&](const Progress& progress) {
    if (progress.stage != Progress::Stage::note) return;
    notes.emplace_back(progress.message);
    (void)blocker.execute("commit");
  });
  ASSERT_TRUE(ok(report));
  EXPECT_EQ(notes.size(), 1U);
  ASSERT_TRUE(blocker.execute("begin; select * from public.a").has_value());
  more["20260104000000_fourth.sql"] = "alter table public.a add column fourth int;";
  options.lock_attempts = 1;
  const auto refused = up(more, options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(contains(refused.error().message, "lock timeout"));
}

const Sources stepwise = {
    {"20260101000000_table.sql",
     "create table public.a (id int, note text); insert into public.a values (1, 'x'), (2, 'x');"},
    {"20260102000000_index.sql",
     "insert into public.a values (3, 'y');\ncreate unique index concurrently a_note on public.a (note);\n"
     "insert into public.a values (4, 'z');\nvacuum public.a;"}};

TEST_F(MigrationTest, AFailedConcurrentIndexIsDroppedAndTheFileResumes) {
  const auto failed = up(stepwise);
  ASSERT_FALSE(failed.has_value());
  EXPECT_TRUE(
      contains(failed.error().message, "20260102000000_index.sql, line 2: could not create unique index"));
  EXPECT_EQ(value("select indisvalid from pg_index where indexrelid = 'public.a_note'::regclass"), "f");
  EXPECT_TRUE(contains(verify(stepwise)->problems.at(0).message, "half applied: 1 of 4"));
  run("delete from public.a where id = 2");
  Texts notes;
  const auto report = up(stepwise, {}, [&](const Progress& progress) {
    if (progress.stage == Progress::Stage::note) notes.emplace_back(progress.message);
  });
  ASSERT_TRUE(ok(report));
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_TRUE(contains(notes[0], "resumes behind statement 1"));
  EXPECT_TRUE(contains(notes[1], "public.a_note is invalid"));
  EXPECT_EQ(value("select indisvalid from pg_index where indexrelid = 'public.a_note'::regclass"), "t");
  EXPECT_EQ(value("select string_agg(id::text, ',' order by id) from public.a"), "1,3,4");
  EXPECT_TRUE(verify(stepwise)->clean());
}

TEST_F(MigrationTest, TheRestOfAHalfAppliedFileMayBeCorrectedButNotWhatIsDone) {
  ASSERT_FALSE(up(stepwise).has_value());
  Sources changed = stepwise;
  changed["20260102000000_index.sql"] = "insert into public.a values (33, 'y'); vacuum public.a;";
  EXPECT_TRUE(contains(up(changed).error().message, "the statements that are done were edited"));
  changed["20260102000000_index.sql"] =
      "insert into public.a values (3, 'y');\ncreate index concurrently a_note on public.a (note);";
  ASSERT_TRUE(ok(up(changed)));
  EXPECT_EQ(value("select count(*) from public.a"), "3");
  EXPECT_TRUE(verify(changed)->clean());
}

TEST_F(MigrationTest, FilesOfAnotherToolAreAdopted) {
  ASSERT_TRUE(ok(up(two)));
  Sources more = two;
  more["20260103000000_third.sql"] = "create table public.third (id int);";
  run("create table public.third (id int);"
      "insert into supabase_migrations.schema_migrations values ('20260103000000', '{create table "
      "public.third (id int)}', 'third')");
  const auto before = verify(more);
  ASSERT_TRUE(ok(before));
  EXPECT_EQ(before->problems.at(0).code, "migration.foreign");
  const auto report = up(more);
  ASSERT_TRUE(ok(report));
  EXPECT_EQ(report->adopted, Texts{"20260103000000_third.sql"});
  EXPECT_TRUE(verify(more)->clean());
}

TEST_F(MigrationTest, ANewFileDoesNotSwallowOlderDrift) {
  ASSERT_TRUE(ok(up(two)));
  run("alter table public.a add column sneaked_in int");
  Sources more = two;
  more["20260103000000_third.sql"] = "alter table public.a add column third int;";
  const auto report = up(more);
  ASSERT_TRUE(ok(report));
  EXPECT_EQ(report->drift.size(), 1U);
  const auto verified = verify(more);
  ASSERT_TRUE(ok(verified));
  ASSERT_EQ(verified->drift.size(), 1U);
  EXPECT_EQ(verified->drift[0].identity, "public.a.sneaked_in");
  auto accepting = session();
  EXPECT_EQ(accept_drift(accepting, PlatformMode::automatic)->size(), 1U);
  EXPECT_TRUE(verify(more)->clean());
}

TEST_F(MigrationTest, TablesWithoutRowSecurityAreNamed) {
  run("create table public.open_one (); create table public.closed_one (); alter table public.closed_one "
      "enable row level security;"
      "create schema storage; create table storage.\"Other\" ()");
  auto opened = session();
  const Texts schemas = {"public", "storage"};
  const auto checked = check_row_security(opened, schemas);
  ASSERT_FALSE(checked.has_value());
  EXPECT_TRUE(contains(checked.error().message, "public.open_one, storage.\"Other\""));
  EXPECT_TRUE(contains(checked.error().hint, "alter table public.open_one enable row level security;"));
  const Texts allowed = {"public.open_one", "storage.\"Other\""};
  EXPECT_TRUE(ok(check_row_security(opened, schemas, allowed)));
}

// The child of the tests below: one run, ended by SIGKILL at the n-th thing it tells.
const Sources long_story = {
    {"0001_base.sql", "create schema base; create table base.t (id int);"},
    {"20260101000000_a.sql",
     "create table public.log (n int); insert into public.log values (1); insert into public.log values "
     "(2);"},
    {"20260102000000_b.sql",
     "insert into public.log values (3);\ncreate index concurrently log_n on public.log (n);\n"
     "insert into public.log values (4);\ndrop index concurrently public.log_n;\n"
     "create unique index concurrently log_u on public.log (n);\ninsert into public.log values (5);"},
    {"20260103000000_c.sql",
     "insert into public.log values (6); alter table public.log add column note text;"}};

TEST(MigrationChild, DISABLED_Runs) {
  const char* url = std::getenv("MIGRATION_URL");
  const char* deadly = std::getenv("MIGRATION_DIES_AT");
  if (url == nullptr) GTEST_SKIP() << "only as a child";
  auto session = Session::open(Secret(url));
  ASSERT_TRUE(session.has_value());
  int left = deadly == nullptr ? -1 : std::atoi(deadly);
  const auto report = migrate_up(*session, files_of(long_story), {}, [&](const Progress&) {
    if (left-- == 0) ::kill(::getpid(), SIGKILL);
    if (deadly == nullptr) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  ASSERT_TRUE(report.has_value()) << core::describe(report.error());
}

TEST_F(MigrationTest, SurvivesSigkillAtEveryStep) {
  int kills = 0;
  for (int step = 0;; ++step) {
    const int code = wait_for(start_child(
        "MigrationChild.DISABLED_Runs",
        {"MIGRATION_URL=" + url().reveal(), "MIGRATION_DIES_AT=" + std::to_string(step % 7 + step / 7)}));
    if (code == 0) break;
    ASSERT_EQ(code, 128 + SIGKILL) << "at " << step;
    ++kills;
    ASSERT_LT(kills, 200);
  }
  EXPECT_GT(kills, 5);
  EXPECT_EQ(value("select string_agg(n::text, ',' order by n) from public.log"), "1,2,3,4,5,6");
  EXPECT_EQ(value("select count(*) from pg_index where not indisvalid"), "0");
  EXPECT_TRUE(verify(long_story)->clean());
}

TEST_F(MigrationTest, AFreshRunKilledAnywhereIsFinishedByTheNext) {
  for (int step = 0;; step += 3) {
    const int code =
        wait_for(start_child("MigrationChild.DISABLED_Runs", {"MIGRATION_URL=" + url().reveal(),
                                                              "MIGRATION_DIES_AT=" + std::to_string(step)}));
    ASSERT_TRUE(ok(up(long_story)));
    ASSERT_EQ(value("select string_agg(n::text, ',' order by n) from public.log"), "1,2,3,4,5,6")
        << "killed at " << step;
    const auto verified = verify(long_story);
    ASSERT_TRUE(ok(verified));
    ASSERT_TRUE(verified->clean()) << "killed at " << step;
    if (code == 0) break;
    TearDown();
    SetUp();
  }
}

TEST_F(MigrationTest, TwoRunnersDoTheWorkOnce) {
  const std::vector<std::string> environment = {"MIGRATION_URL=" + url().reveal()};
  const pid_t first = start_child("MigrationChild.DISABLED_Runs", environment);
  const pid_t second = start_child("MigrationChild.DISABLED_Runs", environment);
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  bool waited = false;
  const auto third = up(long_story, {}, [&](const Progress& progress) {
    waited = waited || progress.stage == Progress::Stage::waiting;
  });
  EXPECT_EQ(wait_for(first), 0);
  EXPECT_EQ(wait_for(second), 0);
  ASSERT_TRUE(ok(third));
  EXPECT_TRUE(waited);
  EXPECT_EQ(third->applied, Texts{});
  EXPECT_EQ(value("select string_agg(n::text, ',' order by n) from public.log"), "1,2,3,4,5,6");
}

}  // namespace
}  // namespace marque::pg::migrations

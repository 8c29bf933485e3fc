// Where a statement ends: the boundaries PostgreSQL's own lexer sees, and what cannot stand in a migration.
#include <random>

#include <gtest/gtest.h>

#include "migrations_expect.hpp"
#include "pg/migrations/files.hpp"
#include "pg/migrations/sql_splitter.hpp"
#include "pg/migrations/statement_kind.hpp"

namespace marque::pg::migrations {
namespace {

std::vector<std::string> texts(std::string_view file) {
  const auto statements = split_sql(file);
  EXPECT_TRUE(statements.has_value()) << file << "\n" << (statements ? "" : statements.error().message);
  std::vector<std::string> all;
  if (!statements) return all;
  for (const SqlStatement& statement : *statements) all.emplace_back(statement.text);
  return all;
}

std::string refusal(std::string_view file) {
  const auto statements = split_sql(file);
  return statements ? "no error" : statements.error().code + ": " + statements.error().message;
}

TEST(SqlSplitter, KeepsCommentsWithTheStatementThatFollows) {
  EXPECT_EQ(texts("-- why\nselect 1 ; -- then\n select 2;;\n ; -- the end\n"),
            (Texts{"-- why\nselect 1", "-- then\n select 2", "-- the end"}));
  EXPECT_EQ(texts(" \n;; \n"), (Texts{}));
  EXPECT_EQ(texts("select 1"), (Texts{"select 1"}));
}

TEST(SqlSplitter, SemicolonsInsideQuotesAndCommentsDoNotEnd) {
  const char* const whole[] = {
      "select 'a;b''c;'",
      R"(select E'it\'s;', e'\\', 'a\')",
      "select E'a'\n  -- between\n 'b\\';'",
      "select U&'d;\\0061', n';', b'1', x'1;'",
      R"(select "a;""b;" from "t;")",
      "select $$a;b$$, $tag$ ; $$ ; $other$ ; $tag$, $Ünï$;$Ünï$",
      "select /* ; /* ; */ ; */ 1",
      "select 1 -- ; '\n + 1",
      "select a$b$ from t where c$b$ = 1",
      "select $1, 1.5e3, 'x' --;",
      "create rule r as on insert to t do also (insert into u values (1); notify v)",
      "select 5 -/* ; */ 3",
  };
  for (const char* text : whole)
    EXPECT_EQ(texts(std::string(text) + "\n;select 2"), (Texts{text, "select 2"}));
}

TEST(SqlSplitter, PlainStringsHaveNoBackslashEscapes) {
  EXPECT_EQ(texts(R"(select 'a\'; select 2)"), (Texts{R"(select 'a\')", "select 2"}));
  EXPECT_EQ(texts(R"(select be'a\'; select 2)"), (Texts{R"(select be'a\')", "select 2"}));
}

TEST(SqlSplitter, BodiesOfSqlStandardRoutinesAreOneStatement) {
  const char* const whole[] = {
      "create function f() returns int begin atomic select 1; select 2; end",
      "create or replace procedure p() begin /* x */ atomic select case when true then 1 else 2 end; end",
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT (case a when 1 then 2 end) AS end; SELECT t.case; "
      "END",
      "create function begin() returns int language sql as $$ select 1; $$",
      "create function f(x int default 1) returns table (\"end\" int) begin atomic select 1 as case; end",
  };
  for (const char* text : whole) EXPECT_EQ(texts(std::string(text) + ";select 2"), (Texts{text, "select 2"}));
  EXPECT_EQ(texts("begin; select case when true then 1 end; end"),
            (Texts{"begin", "select case when true then 1 end", "end"}));
}

TEST(SqlSplitter, SaysTheLineOfTheFirstToken) {
  const auto statements = split_sql("-- a\n\nselect 1;\n/* b\n */ select\n2; select 3;\n\n-- only\n");
  ASSERT_TRUE(statements.has_value());
  std::vector<std::size_t> lines;
  for (const auto& statement : *statements) lines.push_back(statement.line);
  EXPECT_EQ(lines, (std::vector<std::size_t>{3, 5, 6, 8}));
}

TEST(SqlSplitter, RefusesWhatOnlyPsqlUnderstands) {
  EXPECT_TRUE(
      contains(refusal("select 1;\n \\i other.sql\n"), "sql.meta_command: a backslash at line 2, column 2"));
  EXPECT_TRUE(contains(refusal("copy t (a) from stdin;\n1\n\\.\n"), "sql.meta_command"));
  EXPECT_TRUE(
      contains(refusal("copy t (a) from stdin;"), "sql.copy_data: COPY from stdin at line 1, column 17"));
  EXPECT_TRUE(contains(refusal("COPY (select 1) TO STDOUT"), "sql.copy_data"));
  EXPECT_EQ(refusal("copy t from '/tmp/x'; select 'from stdin'"), "no error");
}

TEST(SqlSplitter, RefusesBytesThatPostgresqlWouldRefuse) {
  using std::string_literals::operator""s;
  EXPECT_TRUE(contains(refusal("select\n '\0'"s), "sql.nul_byte: a NUL byte at line 2, column 3"));
  EXPECT_TRUE(contains(refusal("select '\xC3\x28'"), "sql.not_utf8: byte 0xc3 at line 1, column 9"));
  EXPECT_TRUE(contains(refusal("\xEF\xBB\xBFselect 1"), "sql.byte_order_mark"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF", "\x80"})
    EXPECT_TRUE(contains(refusal(bad), "sql.not_utf8")) << bad;
  EXPECT_EQ(refusal("select '\xF0\x9F\x8E\xA8 \xE2\x82\xAC'"), "no error");
}

TEST(SqlSplitter, NamesWhereSomethingUnfinishedBegan) {
  EXPECT_TRUE(
      contains(refusal("select 1;\nselect 'a"), "the string that begins at line 2, column 8 never ends"));
  EXPECT_TRUE(contains(refusal("/* /* */"), "the comment that begins at line 1, column 1"));
  EXPECT_TRUE(contains(refusal("select $a$ $$"), "the $a$ string"));
  EXPECT_TRUE(contains(refusal("select \"a"), "the quoted identifier"));
  EXPECT_TRUE(contains(refusal("select (1;\nselect 2;"), "parenthesis at line 1, column 8 is never closed"));
  EXPECT_TRUE(contains(refusal("create function f() begin atomic select 1;"), "`begin atomic` body"));
}

// Whatever the file: the raw pieces joined are the file, and splitting a statement's text again changes
// nothing.
TEST(SqlSplitterProperty, JoinedPiecesAreTheFile) {
  const char* const atoms[] = {
      "select 1",  ";",   "\n",       " ",         "'a;'",  "E'\\';'", "$$;$$",  "$x$;$x$", "-- ;\n",
      "/*;/**/*/", "(;)", "\"q;\"",   "a$b",       "case ", "end ",    "begin ", "atomic ", "\xC3\xA9",
      "create ",   "or ", "replace ", "function ", "f()",   "+-",      "1.5",    "$1 ",     "as "};
  std::mt19937 random(20260203);
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string file;
    for (std::size_t count = random() % 24; count > 0; --count) file += atoms[random() % std::size(atoms)];
    const auto statements = split_sql(file);
    if (!statements) continue;
    ++accepted;
    std::string joined;
    for (const SqlStatement& statement : *statements) {
      joined += statement.raw;
      ASSERT_NE(statement.raw.find(statement.text), std::string_view::npos) << file;
      ASSERT_EQ(texts(statement.text), (Texts{std::string(statement.text)})) << file;
    }
    if (statements->empty()) {
      ASSERT_EQ(file.find_first_not_of(" \n;"), std::string::npos) << file;
    } else {
      ASSERT_EQ(joined, file);
    }
  }
  EXPECT_GT(accepted, 10'000U);
}

TEST(StatementKind, KnowsWhatCannotRunInATransaction) {
  const std::pair<const char*, const char*> outside[] = {
      {"/* c */ create unique index concurrently if not exists \"A b\" on t (a)", "\"A b\""},
      {"create index concurrently s.i on t (a)", "s.i"},
      {"drop index concurrently if exists s.i", "s.i"},
      {"reindex (verbose) table concurrently t", ""},
      {"reindex index concurrently i", ""},
      {"VACUUM (analyze) t", ""},
      {"alter system set work_mem = '1MB'", ""},
      {"create database d", "d"},
      {"drop database if exists d", "d"},
      {"alter table t detach partition p concurrently", ""},
      {"cluster", ""},
  };
  for (const auto& [statement, target] : outside) {
    EXPECT_EQ(statement_kind(statement).use, TransactionUse::outside) << statement;
    EXPECT_EQ(statement_kind(statement).target, target) << statement;
  }
  for (const char* inside :
       {"create index i on t (a)", "alter type t add value 'x'", "savepoint a", "drop table t",
        "rollback to savepoint a", "refresh materialized view concurrently m", "-- nothing",
        "prepare p as select 1", "select 'vacuum'", "cluster t", "reindex table t"})
    EXPECT_EQ(statement_kind(inside).use, TransactionUse::inside) << inside;
  for (const char* control :
       {"begin", "COMMIT", "end", "rollback", "start transaction", "abort", "prepare transaction 'x'"})
    EXPECT_EQ(statement_kind(control).use, TransactionUse::control) << control;
}

TEST(FileMode, IsDecidedByTheStatements) {
  const auto mode_of = [](std::string_view text) {
    const auto file = make_file(FileKind::seed, "a.sql", text).value();
    return file_mode(file.statements, file.lines);
  };
  EXPECT_EQ(mode_of("create table t (); create index i on t (a)"), FileMode::one_transaction);
  EXPECT_EQ(mode_of("create table t (); vacuum"), FileMode::statement_by_statement);
  EXPECT_EQ(mode_of("-- marque: no transaction\ncall p()"), FileMode::statement_by_statement);
  EXPECT_EQ(mode_of("select 1;\n\ncommit").error().code, "migration.transaction_control");
  EXPECT_TRUE(contains(mode_of("select 1;\n\ncommit").error().message, "line 3: `commit`"));
  EXPECT_EQ(mode_of("create index concurrently on t (a)").error().code, "migration.unnamed_index");
}

}  // namespace
}  // namespace marque::pg::migrations

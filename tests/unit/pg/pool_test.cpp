#include "pg/pool.hpp"

#include <future>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "test_cluster.hpp"

namespace marque::pg {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

Batch question(std::string sql, std::vector<Value> parameters = {}, Lane lane = Lane::exclusive) {
  Batch batch;
  batch.statements.push_back({std::move(sql), std::move(parameters)});
  batch.lane = lane;
  return batch;
}

/// A pool on a loop of its own thread; `ask` waits for one answer as a caller from outside.
class PoolTest : public ::testing::Test {
 protected:
  void SetUp() override { options_.url = TestCluster::instance().url(); }

  void TearDown() override {
    if (pool_) asio::co_spawn(context_, pool_->stop(100ms), asio::use_future).wait();
    work_.reset();
    context_.stop();
    if (thread_.joinable()) thread_.join();
    pool_.reset();
  }

  Pool& pool() {
    if (!pool_) {
      pool_.emplace(context_, options_, Log("test"), metrics_);
      thread_ = std::jthread([this] { context_.run(); });
    }
    return *pool_;
  }

  std::future<Result<Reply>> send(Batch batch) {
    return asio::co_spawn(context_, pool().run(std::move(batch)), asio::use_future);
  }
  Result<Reply> ask(Batch batch) { return send(std::move(batch)).get(); }
  std::string ask_text(std::string sql) {
    auto reply = ask(question(std::move(sql)));
    return reply ? std::string(reply->results.at(0).value(0, 0)) : core::describe(reply.error());
  }
  template <class Value>
  Value run(Task<Value> task) {
    return asio::co_spawn(context_, std::move(task), asio::use_future).get();
  }
  PoolState state() {
    std::promise<PoolState> answer;
    asio::post(context_, [&] { answer.set_value(pool_->state()); });
    return answer.get_future().get();
  }
  double metric(const std::string& line_start) {
    const std::string text = metrics_.expose();
    const auto at = text.find("\n" + line_start);
    return at == text.npos ? -1 : std::stod(text.substr(at + 1 + line_start.size()));
  }

  PoolOptions options_;
  Metrics metrics_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(context_);
  std::optional<Pool> pool_;
  std::jthread thread_;
};

TEST_F(PoolTest, GivesOneRowSetPerStatement) {
  Batch batch = question("select 1 as a, null as b");
  batch.statements.push_back({"select $1::text || '!'", {"hé"}});
  const auto reply = ask(std::move(batch));
  ASSERT_TRUE(reply) << core::describe(reply.error());
  ASSERT_EQ(reply->results.size(), 2U);
  EXPECT_EQ(reply->results[0].value(0, 0), "1");
  EXPECT_TRUE(reply->results[0].is_null(0, 1));
  EXPECT_EQ(reply->results[0].column_name(1), "b");
  EXPECT_EQ(reply->results[1].value(0, 0), "hé!");
}

TEST_F(PoolTest, ABatchIsOneTransaction) {
  ASSERT_TRUE(ask(question("create table if not exists whole (n int primary key)")));
  Batch batch = question("insert into whole values (1)");
  batch.statements.push_back({"select 1 / 0", {}});
  const auto reply = ask(std::move(batch));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, "pg.22012");
  EXPECT_EQ(ask_text("select count(*) from whole"), "0");
}

TEST_F(PoolTest, SettingsEndWithTheirBatch) {
  Batch batch = question("select set_config('request.jwt.claims', '{\"sub\":\"x\"}', true)");
  batch.statements.push_back({"select current_setting('request.jwt.claims')", {}});
  options_.exclusive_connections = 1;
  const auto reply = ask(std::move(batch));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->results[1].value(0, 0), "{\"sub\":\"x\"}");
  EXPECT_EQ(ask_text("select coalesce(current_setting('request.jwt.claims', true), '')"), "");
}

TEST_F(PoolTest, SettingsEndAlsoWhenTheBatchFails) {
  options_.exclusive_connections = 1;
  Batch batch = question("select set_config('role', 'pg_monitor', true)");
  batch.statements.push_back({"select 1 / 0", {}});
  ASSERT_FALSE(ask(std::move(batch)));
  EXPECT_EQ(ask_text("select current_user"), "postgres");
}

TEST_F(PoolTest, SharedConnectionsKeepManyRequestsApart) {
  options_.shared_connections = 2;
  std::vector<std::future<Result<Reply>>> answers;
  for (int number = 0; number < 200; ++number) {
    Batch batch =
        question("select set_config('app.number', $1, true)", {std::to_string(number)}, Lane::shared);
    batch.statements.push_back(
        {number % 10 == 3 ? "select 1 / 0" : "select current_setting('app.number')", {}});
    answers.push_back(send(std::move(batch)));
  }
  for (int number = 0; number < 200; ++number) {
    auto reply = answers[static_cast<std::size_t>(number)].get();
    if (number % 10 == 3)
      EXPECT_EQ(reply.error().code, "pg.22012");
    else
      EXPECT_EQ(reply->results[1].value(0, 0), std::to_string(number));
  }
  EXPECT_LE(state().shared_open, 2U);
}

TEST_F(PoolTest, ADeferredConstraintFailsAtTheCommitAndIsReported) {
  ASSERT_TRUE(
      ask(question("create table if not exists deferred (n int unique deferrable initially deferred)")));
  Batch batch = question("insert into deferred values (1)");
  batch.statements.push_back({"insert into deferred values (1)", {}});
  const auto reply = ask(std::move(batch));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, "pg.23505");
  EXPECT_EQ(ask_text("select count(*) from deferred"), "0");
}

TEST_F(PoolTest, PreparedStatementsArePerRoleAndReused) {
  options_.exclusive_connections = 1;
  for (const char* role : {"one", "two", "one", "two"}) {
    Batch batch = question("select $1::int + 1", {"1"});
    batch.role = role;
    ASSERT_TRUE(ask(std::move(batch)));
  }
  EXPECT_EQ(ask_text("select count(*) from pg_prepared_statements where statement = 'select $1::int + 1'"),
            "2");
}

TEST_F(PoolTest, TheOldestPreparedStatementLeavesBeyondTheLimit) {
  options_.exclusive_connections = 1;
  options_.prepared_limit = 3;
  for (int number = 0; number < 10; ++number) ASSERT_TRUE(ask(question("select " + std::to_string(number))));
  EXPECT_EQ(ask_text("select count(*) from pg_prepared_statements"), "3");
}

TEST_F(PoolTest, AStatementThatTheServerForgotIsPreparedAgain) {
  options_.exclusive_connections = 1;
  EXPECT_EQ(ask_text("select 'kept'"), "kept");
  ASSERT_TRUE(ask(question("deallocate all")));
  EXPECT_EQ(ask_text("select 'kept'"), "kept");
  EXPECT_EQ(metric("marque_pool_repeats_total "), 1);
}

TEST_F(PoolTest, AChangedResultTypeIsPreparedAgain) {
  options_.exclusive_connections = 1;
  ASSERT_TRUE(ask(question("drop table if exists changing")));
  ASSERT_TRUE(ask(question("create table changing (n int)")));
  ASSERT_TRUE(ask(question("insert into changing values (7)")));
  EXPECT_EQ(ask_text("select * from changing"), "7");
  ASSERT_TRUE(ask(question("alter table changing alter column n type text using n || '!'")));
  EXPECT_EQ(ask_text("select * from changing"), "7!");
}

TEST_F(PoolTest, AFailedPreparationIsReportedAndLeavesTheConnectionUsable) {
  options_.exclusive_connections = 1;
  for (int round = 0; round < 3; ++round)
    EXPECT_EQ(ask(question("select no_such_column")).error().code, "pg.42703");
  EXPECT_EQ(ask_text("select count(*) from pg_prepared_statements where statement = 'select no_such_column'"),
            "0");
}

TEST_F(PoolTest, RollbackEndingUndoesWhatWasDoneAndReturnsIt) {
  ASSERT_TRUE(ask(question("create table if not exists undone (n int)")));
  Batch batch = question("insert into undone values (1) returning n");
  batch.ending = Ending::rollback;
  const auto reply = ask(std::move(batch));
  ASSERT_TRUE(reply);
  ASSERT_EQ(reply->results.size(), 1U);
  EXPECT_EQ(reply->results[0].value(0, 0), "1");
  EXPECT_EQ(ask_text("select count(*) from undone"), "0");
}

TEST_F(PoolTest, RollbackEndingAfterAnErrorFreesTheConnection) {
  options_.exclusive_connections = 1;
  Batch batch = question("select 1 / 0");
  batch.ending = Ending::rollback;
  EXPECT_EQ(ask(std::move(batch)).error().code, "pg.22012");
  EXPECT_EQ(ask_text("select 'free'"), "free");
}

TEST_F(PoolTest, BytesThatTextCannotHoldAreRefusedByName) {
  EXPECT_EQ(ask(question("select $1::text", {std::string("a\0b", 3)})).error().code, "pg.22021");
  EXPECT_EQ(ask_text("select 'still fine'"), "still fine");
}

TEST_F(PoolTest, ManyParametersArePassedAndTooManyAreRefused) {
  std::string sql = "select $1::int";
  for (int number = 2; number <= 1000; ++number) sql += " + $" + std::to_string(number) + "::int";
  const auto sum = ask(question(sql, std::vector<Value>(1000, "1")));
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->results[0].value(0, 0), "1000");
  EXPECT_EQ(ask(question("select 1", std::vector<Value>(70'000, "1"))).error().code, "pg.54000");
}

TEST_F(PoolTest, LargeParametersAndResultsPassWhole) {
  const std::string large(8 << 20, 'x');
  const auto reply = ask(question("select $1::text || $1::text", {large}));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->results[0].value(0, 0).size(), 2 * large.size());
}

TEST_F(PoolTest, ATooLongStatementIsCancelledAndTheConnectionServesOn) {
  options_.exclusive_connections = 1;
  Batch batch = question("select pg_sleep(30)");
  batch.timeout = 200ms;
  EXPECT_EQ(ask(std::move(batch)).error().code, "pg.timeout");
  EXPECT_EQ(ask_text("select 'next'"), "next");
  EXPECT_EQ(metric("marque_pool_connects_total{outcome=\"ok\"} "), 2);  // one shared at start, one exclusive
}

TEST_F(PoolTest, TheQueueIsBoundedAndSaysSo) {
  options_.exclusive_connections = 1;
  options_.queue_limit = 2;
  auto running = send(question("select pg_sleep(0.5)"));
  while (pool_ && state().in_flight == 0) std::this_thread::sleep_for(5ms);
  auto first = send(question("select 1"));
  auto second = send(question("select 2"));
  EXPECT_EQ(ask(question("select 3")).error().code, "pg.pool_full");
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
  EXPECT_TRUE(running.get());
}

TEST_F(PoolTest, WaitingForAConnectionEndsAtItsDeadline) {
  options_.exclusive_connections = 1;
  options_.acquire_timeout = 100ms;
  auto running = send(question("select pg_sleep(0.6)"));
  while (state().in_flight == 0) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(ask(question("select 1")).error().code, "pg.pool_timeout");
  EXPECT_TRUE(running.get());
}

TEST_F(PoolTest, AnUnreachableDatabaseIsNamedAfterTheAcquireTimeout) {
  options_.url = Secret("postgresql://postgres:secret@127.0.0.1:1/postgres");
  options_.acquire_timeout = 300ms;
  const auto reply = ask(question("select 1"));
  EXPECT_EQ(reply.error().code, "pg.unreachable");
  EXPECT_EQ(core::describe(reply.error()).find("secret"), std::string::npos);
}

/// Ends the server process that runs a statement with this text, once there is one.
void terminate_backend_running(const std::string& text) {
  auto session = TestCluster::instance().session();
  for (int look = 0; look < 500; ++look) {
    const auto ended = session.query(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where state = 'active' and query like '%' || $1 || '%' and pid <> pg_backend_pid()",
        {text});
    ASSERT_TRUE(ended);
    if (!ended->empty()) return;
    std::this_thread::sleep_for(20ms);
  }
  FAIL() << "no server process runs " << text;
}

TEST_F(PoolTest, AReadSurvivesALostConnectionAndAWriteIsReported) {
  options_.exclusive_connections = 1;
  Batch read = question("select 'read' from pg_sleep(1)");
  read.repeatable = true;
  auto reading = send(std::move(read));
  terminate_backend_running("'read' from pg_sleep");
  const auto reply = reading.get();
  ASSERT_TRUE(reply) << core::describe(reply.error());
  EXPECT_EQ(reply->results[0].value(0, 0), "read");

  auto writing = send(question("select 'write' from pg_sleep(30)"));
  terminate_backend_running("'write' from pg_sleep");
  EXPECT_EQ(writing.get().error().code, "pg.connection_lost");
  EXPECT_EQ(ask_text("select 'again'"), "again");
}

TEST_F(PoolTest, ASlowSharedStatementMovesToAConnectionOfItsOwn) {
  options_.slow_after = 500ms;
  options_.shared_connections = 1;
  const std::string slow = "select pg_backend_pid() from pg_sleep(0.6)";
  const auto pid_of = [](const Result<Reply>& reply) {
    return std::string(reply->results.at(0).value(0, 0));
  };
  const std::string shared_pid = pid_of(ask(question("select pg_backend_pid()", {}, Lane::shared)));
  EXPECT_EQ(pid_of(ask(question(slow, {}, Lane::shared))), shared_pid);
  EXPECT_NE(pid_of(ask(question(slow, {}, Lane::shared))), shared_pid);
  EXPECT_EQ(pid_of(ask(question("select pg_backend_pid()", {}, Lane::shared))), shared_pid);
}

TEST_F(PoolTest, ACallerThatLeavesCancelsItsStatement) {
  options_.exclusive_connections = 1;
  asio::cancellation_signal leave;
  std::promise<Result<Reply>> ended;
  asio::co_spawn(context_, pool().run(question("select pg_sleep(30)")),
                 asio::bind_cancellation_slot(leave.slot(), [&](std::exception_ptr, Result<Reply> reply) {
                   ended.set_value(std::move(reply));
                 }));
  while (state().in_flight == 0) std::this_thread::sleep_for(5ms);
  asio::post(context_, [&] { leave.emit(asio::cancellation_type::terminal); });
  auto answer = ended.get_future();
  ASSERT_EQ(answer.wait_for(10s), std::future_status::ready);
  EXPECT_EQ(answer.get().error().code, "pg.57014");
  EXPECT_EQ(ask_text("select 'free'"), "free");
}

Task<Result<std::string>> insert_and_decide(Pool& pool, bool keep) {
  auto transaction = co_await pool.begin(question("insert into decided values (1) returning n"));
  if (!transaction) co_return fail(transaction.error());
  std::vector<Statement> more;
  more.push_back({"select count(*) from decided", {}});
  auto count = co_await transaction->run(std::move(more));
  if (!count) co_return fail(count.error());
  std::string seen(count->results[0].value(0, 0));
  if (keep) {
    auto committed = co_await transaction->commit();
    if (!committed) co_return fail(committed.error());
  }
  co_return seen;
}

TEST_F(PoolTest, ATransactionCommitsWhenToldAndElseRollsBack) {
  options_.exclusive_connections = 1;
  ASSERT_TRUE(ask(question("drop table if exists decided")));
  ASSERT_TRUE(ask(question("create table decided (n int)")));
  EXPECT_EQ(run(insert_and_decide(pool(), false)).value(), "1");
  EXPECT_EQ(ask_text("select count(*) from decided"), "0");
  EXPECT_EQ(run(insert_and_decide(pool(), true)).value(), "1");
  EXPECT_EQ(ask_text("select count(*) from decided"), "1");
}

TEST_F(PoolTest, ATransactionWhoseFirstBatchFailsFreesItsConnection) {
  options_.exclusive_connections = 1;
  ASSERT_TRUE(ask(question("drop table if exists decided")));
  for (int round = 0; round < 3; ++round)
    EXPECT_EQ(run(insert_and_decide(pool(), true)).error().code, "pg.42P01");
  EXPECT_EQ(ask_text("select 'free'"), "free");
}

TEST_F(PoolTest, WithoutPreparedStatementsNothingIsLeftOnTheServer) {
  options_.exclusive_connections = 1;
  options_.prepared_statements = false;
  EXPECT_EQ(ask_text("select 'a'"), "a");
  EXPECT_EQ(ask_text("select count(*) from pg_prepared_statements"), "0");
}

TEST_F(PoolTest, IdleConnectionsCloseUpToOne) {
  options_.idle_timeout = 100ms;
  std::vector<std::future<Result<Reply>>> answers;
  for (int number = 0; number < 20; ++number)
    answers.push_back(
        send(question("select pg_sleep(0.05)", {}, number % 2 == 0 ? Lane::shared : Lane::exclusive)));
  for (auto& answer : answers) ASSERT_TRUE(answer.get());
  for (int look = 0; look < 100 && state().shared_open + state().exclusive_open > 1; ++look)
    std::this_thread::sleep_for(100ms);
  EXPECT_EQ(state().shared_open, 1U);
  EXPECT_EQ(state().exclusive_open, 0U);
}

TEST_F(PoolTest, StoppingLetsWhatRunsFinishAndRefusesTheRest) {
  auto running = send(question("select 'done' from pg_sleep(0.3)"));
  while (state().in_flight == 0) std::this_thread::sleep_for(5ms);
  auto stopped = asio::co_spawn(context_, pool().stop(5s), asio::use_future);
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(ask(question("select 1")).error().code, "pg.stopped");
  EXPECT_TRUE(running.get());
  stopped.get();
  EXPECT_EQ(state().exclusive_open + state().shared_open, 0U);
}

}  // namespace
}  // namespace marque::pg

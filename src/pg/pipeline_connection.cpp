#include "pg/pipeline_connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <libpq-fe.h>

#include "pg/server_error.hpp"

namespace marque::pg {
namespace {

namespace asio = boost::asio;

/// One message group of a batch that gives a result: a preparation, a statement, or the Sync.
struct Step {
  enum class Kind : std::uint8_t { statement, prepare, housekeeping, sync };
  Kind kind;
  std::string prepared_name;  ///< of the statement prepared or used
  bool answered = false;
};

/// A batch whose results are still coming.
struct Flight {
  RequestPointer request;  ///< none for the connection's own ROLLBACK
  std::vector<Step> steps;
  std::size_t current = 0;
  Reply reply;
  std::optional<Error> error;
};

bool is_lost_statement(const std::optional<Error>& error) { return error && is_stale_statement(*error); }

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

class LibpqPipeline final : public PipelineConnection {
 public:
  LibpqPipeline(asio::io_context& context, PGconn* connection, const core::Clock& clock,
                std::size_t prepared_limit, bool prepared_statements)
      : connection_(connection),
        socket_(context),
        clock_(clock),
        statements_(prepared_limit),
        prepared_statements_(prepared_statements),
        opened_at_(clock.steady()),
        idle_since_(clock.steady()) {}

  ~LibpqPipeline() override { close(); }

  void start(Events events) override {
    events_ = std::move(events);
    PQsetnonblocking(connection_.get(), 1);
    PQenterPipelineMode(connection_.get());
    socket_.assign(PQsocket(connection_.get()));
    wait_readable();
  }

  Result<void> send(RequestPointer request) override;
  std::size_t in_flight() const override { return flights_.size(); }
  bool in_transaction() const override { return transaction_open_; }
  std::optional<core::SteadyTime> head_since() const override {
    return flights_.empty() ? std::nullopt : std::optional(head_since_);
  }
  RequestPointer head() const override { return flights_.empty() ? nullptr : flights_.front().request; }
  core::SteadyTime opened_at() const override { return opened_at_; }
  core::SteadyTime idle_since() const override { return idle_since_; }
  CancelHandle cancel_handle() const override { return CancelHandle(PQgetCancel(connection_.get())); }
  void roll_back() override;
  void close() override;
  std::vector<RequestPointer> take_requests() override;

 private:
  // Writing. Each returns false where libpq refuses, which means that the connection is gone.
  bool write_statement(Flight& flight, const Request& request, const Statement& statement);
  bool write_plain(Flight& flight, const char* sql, Step::Kind kind);
  bool write_batch(Flight& flight, const Request& request);
  bool prepare(Flight& flight, const Request& request, const Statement& statement, std::string& name);
  Result<void> launch(Flight flight);
  void flush();

  // Reading.
  void wait_readable();
  void on_readable();
  void read_results();
  bool take_result(PGresult* result);
  void take_step_result(Flight& flight, Step& step, PGresult* result);
  void finish_flight();
  void break_off();

  std::unique_ptr<PGconn, FinishConnection> connection_;
  asio::posix::stream_descriptor socket_;
  const core::Clock& clock_;
  StatementCache statements_;
  const bool prepared_statements_;
  const core::SteadyTime opened_at_;
  core::SteadyTime idle_since_;
  core::SteadyTime head_since_{};
  std::deque<Flight> flights_;
  std::vector<const char*> parameter_values_;  ///< reused between statements
  Events events_;
  bool waiting_writable_ = false;
  bool transaction_open_ = false;
  bool closed_ = false;
};

bool LibpqPipeline::write_plain(Flight& flight, const char* sql, Step::Kind kind) {
  flight.steps.push_back({kind, {}});
  return PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0) == 1;
}

bool LibpqPipeline::prepare(Flight& flight, const Request& request, const Statement& statement,
                            std::string& name) {
  auto added = statements_.add(request.batch.role, statement.sql);
  if (added.evicted) {
    const std::string sql = "deallocate " + *added.evicted;
    if (!write_plain(flight, sql.c_str(), Step::Kind::housekeeping)) return false;
  }
  name = added.name;
  flight.steps.push_back({Step::Kind::prepare, name});
  return PQsendPrepare(connection_.get(), name.c_str(), statement.sql.c_str(), 0, nullptr) == 1;
}

bool LibpqPipeline::write_statement(Flight& flight, const Request& request, const Statement& statement) {
  parameter_values_.clear();
  for (const Value& parameter : statement.parameters)
    parameter_values_.push_back(parameter ? parameter->c_str() : nullptr);
  const int count = static_cast<int>(parameter_values_.size());
  if (!prepared_statements_) {
    flight.steps.push_back({Step::Kind::statement, {}});
    return PQsendQueryParams(connection_.get(), statement.sql.c_str(), count, nullptr,
                             parameter_values_.data(), nullptr, nullptr, 0) == 1;
  }
  std::string name;
  if (const std::string* known = statements_.find(request.batch.role, statement.sql))
    name = *known;
  else if (!prepare(flight, request, statement, name))
    return false;
  flight.steps.push_back({Step::Kind::statement, name});
  return PQsendQueryPrepared(connection_.get(), name.c_str(), count, parameter_values_.data(), nullptr,
                             nullptr, 0) == 1;
}

bool LibpqPipeline::write_batch(Flight& flight, const Request& request) {
  const bool explicit_rollback = request.batch.ending == Ending::rollback;
  if (request.opens_transaction || explicit_rollback)
    if (!write_plain(flight, request.batch.opening.c_str(), Step::Kind::housekeeping)) return false;
  for (const Statement& statement : request.batch.statements)
    if (!write_statement(flight, request, statement)) return false;
  return !explicit_rollback || write_plain(flight, "rollback", Step::Kind::housekeeping);
}

Result<void> LibpqPipeline::send(RequestPointer request) {
  Flight flight;
  flight.steps.reserve(request->batch.statements.size() + 4);
  flight.reply.results.reserve(request->batch.statements.size());
  const bool written = !closed_ && write_batch(flight, *request);
  if (!written) return fail(connection_error(connection_.get(), "pg.connection_lost"));
  if (request->opens_transaction) transaction_open_ = true;
  flight.request = std::move(request);
  return launch(std::move(flight));
}

Result<void> LibpqPipeline::launch(Flight flight) {
  flight.steps.push_back({Step::Kind::sync, {}});
  if (PQpipelineSync(connection_.get()) != 1)
    return fail(connection_error(connection_.get(), "pg.connection_lost"));
  if (flights_.empty()) head_since_ = clock_.steady();
  flights_.push_back(std::move(flight));
  flush();
  return {};
}

void LibpqPipeline::roll_back() {
  Flight flight;
  if (!write_plain(flight, "rollback", Step::Kind::housekeeping) || !launch(std::move(flight))) break_off();
}

/// Bytes that the socket did not take at once go out when it can take more. A write error shows up as a
/// broken connection at the next read, with the server's last words if it had any.
void LibpqPipeline::flush() {
  if (closed_ || waiting_writable_ || PQflush(connection_.get()) != 1) return;
  waiting_writable_ = true;
  socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                     [self = shared_from_this(), this](const boost::system::error_code& problem) {
                       waiting_writable_ = false;
                       if (!problem) flush();
                     });
}

void LibpqPipeline::wait_readable() {
  socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this(), this](const boost::system::error_code& problem) {
                       if (!problem && !closed_) on_readable();
                     });
}

void LibpqPipeline::on_readable() {
  const bool consumed = PQconsumeInput(connection_.get()) == 1;
  read_results();
  if (closed_) return;
  if (!consumed || PQstatus(connection_.get()) != CONNECTION_OK) return break_off();
  flush();
  wait_readable();
}

void LibpqPipeline::read_results() {
  while (!closed_ && !flights_.empty() && PQisBusy(connection_.get()) == 0) {
    if (!take_result(PQgetResult(connection_.get()))) return;
    if (PQstatus(connection_.get()) != CONNECTION_OK) return;
  }
}

/// False where libpq has nothing more to say for now.
bool LibpqPipeline::take_result(PGresult* result) {
  Flight& flight = flights_.front();
  Step& step = flight.steps[flight.current];
  if (result == nullptr) {  // the end of one step's results
    if (step.kind == Step::Kind::sync) return true;
    if (!step.answered) return false;
    ++flight.current;
    return true;
  }
  if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
    PQclear(result);
    finish_flight();
    return true;
  }
  take_step_result(flight, step, result);
  return true;
}

void LibpqPipeline::take_step_result(Flight& flight, Step& step, PGresult* result) {
  RowSet rows(result);
  step.answered = true;
  const ExecStatusType status = PQresultStatus(result);
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
  if (!good) {
    // What follows a failed step is reported as aborted; only the first report says why. An error that
    // arrives at the Sync comes from the commit itself (a deferred constraint).
    if (status != PGRES_PIPELINE_ABORTED && !flight.error) flight.error = error_of(result);
    const bool lost = step.kind == Step::Kind::statement && is_lost_statement(flight.error);
    if (step.kind == Step::Kind::prepare || lost) statements_.forget(step.prepared_name);
    return;
  }
  if (step.kind == Step::Kind::statement) flight.reply.results.push_back(std::move(rows));
}

void LibpqPipeline::finish_flight() {
  Flight flight = std::move(flights_.front());
  flights_.pop_front();
  const core::SteadyTime now = clock_.steady();
  if (flight.request) flight.request->ran_for = now - head_since_;
  head_since_ = now;
  idle_since_ = now;

  const bool idle = PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
  const bool keeps_transaction = transaction_open_ && !flight.error && !idle;
  transaction_open_ = !idle;
  if (!idle && !keeps_transaction && flights_.empty()) roll_back();

  if (!flight.request) return events_.available();
  auto request = std::move(flight.request);
  if (flight.error)
    events_.finished(std::move(request), fail(std::move(*flight.error)));
  else
    events_.finished(std::move(request), std::move(flight.reply));
}

void LibpqPipeline::break_off() {
  if (closed_) return;
  Error error = connection_error(connection_.get(), "pg.connection_lost");
  close();
  if (events_.broken) events_.broken(std::move(error));
}

std::vector<RequestPointer> LibpqPipeline::take_requests() {
  std::vector<RequestPointer> requests;
  for (Flight& flight : flights_)
    if (flight.request) requests.push_back(std::move(flight.request));
  flights_.clear();
  return requests;
}

void LibpqPipeline::close() {
  if (closed_) return;
  closed_ = true;
  if (socket_.is_open()) socket_.release();  // libpq closes the descriptor
  connection_.reset();
}

}  // namespace

void CancelHandleDeleter::operator()(pg_cancel* handle) const { PQfreeCancel(handle); }

std::shared_ptr<PipelineConnection> PipelineConnection::adopt(asio::io_context& context, pg_conn* connection,
                                                              const core::Clock& clock,
                                                              std::size_t prepared_limit,
                                                              bool prepared_statements) {
  return std::make_shared<LibpqPipeline>(context, connection, clock, prepared_limit, prepared_statements);
}

}  // namespace marque::pg

#include "pg/pool.hpp"

#include <algorithm>
#include <functional>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "pg/pool_core.hpp"

namespace marque::pg {
namespace {

namespace asio = boost::asio;

constexpr std::size_t protocol_parameter_limit = 65'535;  // a 16-bit count in Bind (PostgreSQL 17, 53.7)

/// What libpq's text interface would cut short or refuse as a whole, refused by name instead.
Result<void> check_statement(const Statement& statement) {
  if (statement.parameters.size() > protocol_parameter_limit)
    return fail("pg.54000", fmt::format("{} parameters in one statement; PostgreSQL takes {}",
                                        statement.parameters.size(), protocol_parameter_limit));
  for (const Value& parameter : statement.parameters)
    if (parameter && parameter->find('\0') != parameter->npos)
      return fail("pg.22021", "invalid byte sequence for encoding \"UTF8\": 0x00");
  return {};
}

std::size_t shape_of(const Batch& batch) {
  std::size_t shape = std::hash<std::string>{}(batch.role);
  for (const Statement& statement : batch.statements)
    shape = shape * 1'000'003U + std::hash<std::string>{}(statement.sql);
  return shape;
}

RequestPointer make_request(Batch batch) {
  auto request = std::make_shared<Request>();
  request->shape = shape_of(batch);
  request->batch = std::move(batch);
  return request;
}

/// Suspends the caller until the request has its outcome. `submit` sends it; the coroutine continues from the
/// loop, never from inside the pool. A cancelled caller abandons the request and continues with its outcome.
template <class Submit>
auto wait_for(std::shared_ptr<PoolCore> core, RequestPointer request, Submit submit) {
  auto initiate = [](auto handler, std::shared_ptr<PoolCore> pool, RequestPointer waiting, Submit send) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) {
      slot.assign([pool, weak = std::weak_ptr(waiting)](asio::cancellation_type) {
        const auto keep = pool;  // completing the request clears this slot and with it the captures
        if (const auto left = weak.lock()) keep->abandon(left);
      });
    }
    waiting->resume = [&context = pool->context(), handler = std::move(handler)]() mutable {
      asio::get_associated_cancellation_slot(handler).clear();
      asio::post(context, std::move(handler));
    };
    send(*pool, waiting);
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      initiate, asio::use_awaitable, std::move(core), std::move(request), std::move(submit));
}

struct SubmitAnywhere {
  void operator()(PoolCore& core, const RequestPointer& request) const { core.submit(request); }
};

struct SubmitToSlot {
  std::size_t slot;
  std::uint64_t use;
  void operator()(PoolCore& core, const RequestPointer& request) const { core.submit_to(slot, use, request); }
};

Result<void> check_batch(const Batch& batch) {
  for (const Statement& statement : batch.statements)
    if (auto checked = check_statement(statement); !checked) return checked;
  return {};
}

}  // namespace

Pool::Pool(asio::io_context& context, PoolOptions options, Log log, Metrics& metrics)
    : core_(std::make_shared<PoolCore>(context, std::move(options), std::move(log), metrics)) {
  core_->start();
}

Pool::~Pool() { core_->close_all(); }

Task<Result<Reply>> Pool::run(Batch batch) {
  if (auto checked = check_batch(batch); !checked) co_return fail(checked.error());
  auto request = make_request(std::move(batch));
  co_await wait_for(core_, request, SubmitAnywhere{});
  co_return std::move(*request->outcome);
}

Task<Result<Reply>> Pool::run_keeping(Batch& batch) {
  if (auto checked = check_batch(batch); !checked) co_return fail(checked.error());
  auto request = make_request(std::move(batch));
  co_await wait_for(core_, request, SubmitAnywhere{});
  batch = std::move(request->batch);
  co_return std::move(*request->outcome);
}

Task<Result<Transaction>> Pool::begin(Batch batch) {
  if (auto checked = check_batch(batch); !checked) co_return fail(checked.error());
  batch.ending = Ending::implicit_commit;
  auto request = make_request(std::move(batch));
  request->opens_transaction = true;
  co_await wait_for(core_, request, SubmitAnywhere{});
  if (!*request->outcome) co_return fail(request->outcome->error());
  co_return Transaction(core_, request->connection, request->use, std::move(**request->outcome));
}

PoolState Pool::state() const { return core_->state(); }

Task<void> Pool::stop(std::chrono::milliseconds deadline) {
  constexpr std::chrono::milliseconds look_again{10};
  core_->refuse_new();
  asio::steady_timer timer(core_->context());
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!core_->quiet() && std::chrono::steady_clock::now() < end) {
    timer.expires_after(look_again);
    co_await timer.async_wait(asio::use_awaitable);
  }
  core_->close_all();
}

Transaction::Transaction(std::shared_ptr<PoolCore> core, std::size_t connection, std::uint64_t use,
                         Reply first)
    : core_(std::move(core)), connection_(connection), use_(use), first_(std::move(first)) {}

Transaction::Transaction(Transaction&& other) noexcept
    : core_(std::move(other.core_)),
      connection_(other.connection_),
      use_(other.use_),
      first_(std::move(other.first_)) {}

Transaction::~Transaction() {
  if (core_) core_->release(connection_, use_);
}

Task<Result<Reply>> Transaction::run(std::vector<Statement> statements) {
  if (!core_) co_return fail("pg.transaction_over", "the transaction has ended already");
  Batch batch;
  batch.statements = std::move(statements);
  if (auto checked = check_batch(batch); !checked) co_return fail(checked.error());
  auto request = make_request(std::move(batch));
  co_await wait_for(core_, request, SubmitToSlot{connection_, use_});
  co_return std::move(*request->outcome);
}

Task<Result<void>> Transaction::end(std::string command) {
  std::vector<Statement> statements;
  statements.push_back({std::move(command), {}});
  auto ended = co_await run(std::move(statements));
  if (auto core = std::exchange(core_, nullptr)) core->release(connection_, use_);
  if (!ended) co_return fail(ended.error());
  co_return Result<void>();
}

Task<Result<void>> Transaction::commit() {
  auto ended = co_await end("commit");
  co_return ended;
}

Task<Result<void>> Transaction::rollback() {
  auto ended = co_await end("rollback");
  co_return ended;
}

}  // namespace marque::pg

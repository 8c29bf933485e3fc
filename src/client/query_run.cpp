// Query: doing it.
#include <optional>
#include <utility>

#include "client/row_splitter.hpp"
#include "client/statement.hpp"

namespace marque {
namespace {

using client::State;
using client::Statement;

/// The query with the identity of this moment, ready to be sent. Errors: the first mistake.
Expected<Request> request_of(const State& state) {
  if (state.error) return std::unexpected(*state.error);
  if (state.negate_next) return failure("marque.bad_query", "not_() is not followed by a filter");
  auto statement = std::make_shared<Statement>(state.statement);
  statement->token = state.connection->token->get();
  Request request{std::shared_ptr<const Statement>(std::move(statement))};
  request.timeout = state.timeout;
  request.retry = state.retry;
  return request;
}

/// Runs `work` where asynchronous results of the client arrive.
void arrive(const std::shared_ptr<const client::Connection>& connection, std::function<void()> work) {
  if (connection->executor) {
    connection->executor(std::move(work));
  } else {
    work();
  }
}

using Answer = Expected<Response>;

void begin(const std::shared_ptr<const client::Connection>& connection, const Expected<Request>& request,
           std::function<void(Answer)> done) {
  if (!request) {
    const Answer failed = std::unexpected(request.error());
    return arrive(connection, [done = std::move(done), failed] { done(failed); });
  }
  const auto statement = request->statement();
  connection->transport->start(*request, [connection, statement, done = std::move(done)](Answer answer) {
    if (answer) answer = client::read_answer(*statement, *std::move(answer));
    // std::function wants to be copied, and an answer may be large: it travels by pointer.
    auto kept = std::make_shared<Answer>(std::move(answer));
    arrive(connection, [done, kept] { done(std::move(*kept)); });
  });
}

}  // namespace

Query::Query(client::State state) : state_(std::make_unique<client::State>(std::move(state))) {}
Query::Query(const Query& other) : state_(std::make_unique<client::State>(*other.state_)) {}
Query::Query(Query&&) noexcept = default;
Query& Query::operator=(const Query& other) {
  if (this != &other) state_ = std::make_unique<client::State>(*other.state_);
  return *this;
}
Query& Query::operator=(Query&&) noexcept = default;
Query::~Query() = default;

Expected<Response> Query::execute() const {
  const auto request = request_of(*state_);
  if (!request) return std::unexpected(request.error());
  auto response = state_->connection->transport->execute(*request);
  if (!response) return response;
  return client::read_answer(*request->statement(), *std::move(response));
}

Async<Expected<Response>> Query::async() const {
  auto request = request_of(*state_);
  return Async<Answer>::from_callback(
      [connection = state_->connection, request = std::move(request)](std::function<void(Answer)> done) {
        begin(connection, request, std::move(done));
      });
}

Expected<std::int64_t> Query::stream(const std::function<bool(const Json&)>& take) const {
  const auto request = request_of(*state_);
  if (!request) return std::unexpected(request.error());
  client::RowSplitter splitter;
  std::int64_t taken = 0;
  std::optional<ApiError> fault;
  const auto take_row = [&](std::string_view text) {
    auto row = Json::parse(text);
    if (!row) return fault = std::move(row.error()), false;
    ++taken;
    return take(*row);
  };
  bool wants_more = true;
  const auto take_piece = [&](std::string_view piece) {
    auto more = splitter.feed(piece, take_row);
    if (!more) fault = std::move(more.error());
    return wants_more = more && *more;
  };
  auto response = state_->connection->transport->stream(*request, take_piece);
  if (response) response = client::check_status(*std::move(response));
  if (!response && !fault) return std::unexpected(std::move(response.error()));
  if (wants_more && !fault) {
    auto ended = splitter.finish(take_row);
    if (!ended) fault = std::move(ended.error());
  }
  if (fault) return std::unexpected(*std::move(fault));
  return taken;
}

Expected<HttpRequest> Query::http() const {
  const auto request = request_of(*state_);
  if (!request) return std::unexpected(request.error());
  return request->http();
}

}  // namespace marque

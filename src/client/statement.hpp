// client/statement.hpp: what a Query says, complete: the tree, and what of HTTP is beyond it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "marque/query.hpp"
#include "query/tree.hpp"

namespace marque::client {

/// The shape of the body that is asked for.
enum class Output : std::uint8_t { array, object, optional_object, csv, geojson };

/// One query, with nothing of how it is sent.
struct Statement {
  query::Tree tree;
  Output output = Output::array;
  bool strip_nulls = false;
  std::optional<ExplainOptions> explain;
  bool head = false;                ///< of reads and calls
  bool get = false;                 ///< of calls
  std::optional<std::string> body;  ///< JSON
  Headers headers;
  std::string rest_path;
  std::string key;
  std::string token;  ///< bearer; empty: the key
};

/// The bearer token that a client and its copies share.
class TokenHolder {
 public:
  std::string get() const {
    const std::lock_guard lock(mutex_);
    return token_;
  }
  void set(std::string token) {
    const std::lock_guard lock(mutex_);
    token_ = std::move(token);
  }

 private:
  mutable std::mutex mutex_;
  std::string token_;
};

/// Where queries of a client go.
struct Connection {
  std::shared_ptr<Transport> transport;
  std::string key;
  Headers headers;
  std::string rest_path;
  std::string schema;
  std::function<void(std::function<void()>)> executor;
  std::shared_ptr<TokenHolder> token = std::make_shared<TokenHolder>();
};

/// A query that is being built.
struct State {
  Statement statement;
  std::shared_ptr<const Connection> connection;
  std::optional<ApiError> error;  ///< the first mistake
  bool negate_next = false;
  std::optional<std::chrono::milliseconds> timeout;
  bool retry = true;
};

/// `error` as the library's users see it; it never reached a server.
ApiError api_error(const Error& error);

/// "GET", "PATCH" …
std::string method_of(const Statement& statement);

/// What the statement says in headers: who asks, what is accepted, the schema, preferences, and those that
/// the caller added.
Headers headers_of(const Statement& statement);

/// The request that the statement is on the wire (contracts/rest.md §26).
HttpRequest write_http(const Statement& statement);

/// The answer as the query's user is to see it: an error for every status that is none of success, the count,
/// one row or null for `optional_object`.
Expected<Response> read_answer(const Statement& statement, Response response);

/// The answer, or the error that its status and body say.
Expected<Response> check_status(Response response);

}  // namespace marque::client

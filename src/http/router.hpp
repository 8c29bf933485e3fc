// http/router.hpp: method and path → handler.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/task.hpp"
#include "http/cors.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"

namespace marque::http {

/// Answers one request. A coroutine function, or a callable that keeps what it needs and calls one. The
/// request outlives the task.
using Handler = std::function<Task<Response>(Request&)>;

struct RouteOptions {
  /// Largest body; nothing means Limits::body_bytes. Reading beyond fails; the handler words the 413.
  std::optional<std::uint64_t> body_limit;
};

/// One way to a handler.
struct Route {
  std::string
      name;  ///< its pattern, as metrics call it: "/storage/v1/object/{bucket}/{key...}", "/rest/v1/*"
  std::size_t index = 0;
  RouteOptions options;
  Handler handler;
  std::vector<std::string> parameters;  ///< names, in the pattern's order
};

/// Where a request goes. Without a route, `allowed` tells 405 (not empty) from 404.
struct Match {
  const Route* route = nullptr;
  MethodSet allowed;
  std::optional<Error> problem;  ///< a malformed escape in a parameter
};

/// The table of routes of one server. Filled at start, then only read. Paths are compared as they were sent:
/// "%2F" does not separate segments, and "//" is an empty segment. A literal segment wins over a parameter,
/// that over a rest, and the longest mount comes last; a route that lacks the request's method is passed
/// over.
class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  /// A route for `method` and `pattern`: "/storage/v1/object/{bucket}/{key...}". `{name}` is one segment that
  /// is not empty, `{name...}` (last only) everything that follows, slashes included. Values are decoded
  /// once. HEAD goes to the GET handler unless it has one of its own. The same pattern and method twice is a
  /// bug: it ends the program.
  void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});

  /// Every method and every path at or below `prefix` ("/rest/v1"; "" for all). The handler finds the rest in
  /// Request::path_below_mount().
  void mount(std::string_view prefix, Handler handler, RouteOptions options = {});

  /// Replaces the answers to unknown paths and methods at or below `prefix` ("" for all); the longest prefix
  /// wins. `Allow` is added by the router.
  void on_not_found(std::string_view prefix, Handler handler);
  void on_method_not_allowed(std::string_view prefix, Handler handler);

  /// CORS for every path at or below `prefix` ("" for all); the longest prefix wins. None by default.
  void set_cors(std::string_view prefix, CorsOptions options);
  const Cors* cors_for(std::string_view path) const;

  /// Finds the route and writes parameters and mount into `request`.
  Match match(Request& request) const;
  /// Runs what `match` found: the handler, the automatic OPTIONS answer, 404, 405 or 400.
  Task<Response> answer(Match match, Request& request) const;

  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node;
  struct Search;
  template <class Value>
  using ByPrefix = std::vector<std::pair<std::string, Value>>;

  Route* new_route(std::string name, Handler handler, RouteOptions options);
  static const Route* find(const Node& node, std::string_view rest, Search& search);
  static const Route* take(const Node& node, bool with_rest, Search& search);
  Task<Response> refuse(Match match, Request& request) const;

  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
  ByPrefix<Handler> not_found_;
  ByPrefix<Handler> method_not_allowed_;
  ByPrefix<std::unique_ptr<Cors>> cors_;
};

/// True if `path` is `prefix` or lies below it: "/rest/v1" covers "/rest/v1" and "/rest/v1/x", not
/// "/rest/v10".
bool covers(std::string_view prefix, std::string_view path);

}  // namespace marque::http

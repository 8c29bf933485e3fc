#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "core/log.hpp"
#include "http/error.hpp"
#include "http/url.hpp"

namespace marque::http {
namespace {

/// A wrong table of routes is a bug of the program, found by its first start.
[[noreturn]] void broken_table(std::string_view pattern, std::string_view problem) {
  Log("router").error("the table of routes is broken", {{"pattern", pattern}, {"problem", problem}});
  std::abort();
}

/// The value of the longest prefix that covers `path`.
template <class Value>
const Value* longest(const std::vector<std::pair<std::string, Value>>& values, std::string_view path) {
  const std::pair<std::string, Value>* best = nullptr;
  for (const auto& candidate : values)
    if (covers(candidate.first, path) && (best == nullptr || candidate.first.size() > best->first.size()))
      best = &candidate;
  return best == nullptr ? nullptr : &best->second;
}

/// Cuts the first segment off "/a/b", leaving "/b".
std::string_view take_segment(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('/', 1), rest.size());
  const std::string_view segment = rest.substr(1, end - 1);
  rest.remove_prefix(end);
  return segment;
}

/// The 405 or 404 of paths whose protocol has no wording of its own.
Response default_refusal(const Request& request, const MethodSet& allowed) {
  if (allowed.empty())
    return error_response(
        Error("http.not_found", fmt::format("There is nothing at \"{}\".", request.path())));
  return error_response(
      Error("http.method_not_allowed", fmt::format("{} is not possible here.", request.method_text()))
          .with_hint(fmt::format("Possible are: {}.", allowed.text())));
}

}  // namespace

bool covers(std::string_view prefix, std::string_view path) {
  return path.starts_with(prefix) &&
         (path.size() == prefix.size() || prefix.empty() || path[prefix.size()] == '/');
}

/// One segment of the tree of patterns.
struct Router::Node {
  using Handlers = std::array<const Route*, method_count>;

  std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
  std::unique_ptr<Node> parameter;
  Handlers here{};  ///< the pattern ends at this segment
  Handlers rest{};  ///< … or goes on with {name...}
  const Route* mount = nullptr;

  Node& child(std::string_view segment) {
    if (segment.starts_with('{')) {
      if (!parameter) parameter = std::make_unique<Node>();
      return *parameter;
    }
    for (auto& [name, node] : literals)
      if (name == segment) return *node;
    return *literals.emplace_back(segment, std::make_unique<Node>()).second;
  }
};

/// The state of one look-up.
struct Router::Search {
  static constexpr std::size_t most_parameters = 16;

  Method method;
  std::size_t path_size;
  MethodSet allowed;
  std::array<std::string_view, most_parameters> values{};
  std::size_t count = 0;
  std::size_t mount_size = 0;
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Route* Router::new_route(std::string name, Handler handler, RouteOptions options) {
  auto route = std::make_unique<Route>();
  route->name = std::move(name);
  route->index = routes_.size();
  route->handler = std::move(handler);
  route->options = options;
  return routes_.emplace_back(std::move(route)).get();
}

void Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
  if (!pattern.starts_with('/')) broken_table(pattern, "a pattern begins with a slash");
  Route* route = new_route(std::string(pattern), std::move(handler), options);
  Node* node = root_.get();
  Node::Handlers* slot = nullptr;
  for (std::string_view rest = pattern; !rest.empty();) {
    std::string_view segment = take_segment(rest);
    const bool parameter = segment.starts_with('{') && segment.ends_with('}');
    const bool takes_rest = parameter && segment.ends_with("...}");
    if (takes_rest && !rest.empty()) broken_table(pattern, "{name...} must come last");
    if (parameter) route->parameters.emplace_back(segment.substr(1, segment.size() - (takes_rest ? 5 : 2)));
    if (takes_rest)
      slot = &node->rest;
    else
      slot = &(node = &node->child(segment))->here;
  }
  if (route->parameters.size() > Search::most_parameters) broken_table(pattern, "too many parameters");
  const Route*& place = (*slot)[static_cast<std::size_t>(method)];
  if (place != nullptr) broken_table(pattern, "the method and pattern are there already");
  place = route;
}

void Router::mount(std::string_view prefix, Handler handler, RouteOptions options) {
  Node* node = root_.get();
  for (std::string_view rest = prefix; !rest.empty();) node = &node->child(take_segment(rest));
  if (node->mount != nullptr) broken_table(prefix, "something is mounted there already");
  node->mount = new_route(fmt::format("{}/*", prefix), std::move(handler), options);
}

void Router::on_not_found(std::string_view prefix, Handler handler) {
  not_found_.emplace_back(prefix, std::move(handler));
}

void Router::on_method_not_allowed(std::string_view prefix, Handler handler) {
  method_not_allowed_.emplace_back(prefix, std::move(handler));
}

void Router::set_cors(std::string_view prefix, CorsOptions options) {
  std::erase_if(cors_, [&](const auto& entry) { return entry.first == prefix; });
  cors_.emplace_back(prefix, std::make_unique<Cors>(std::move(options)));
}

const Cors* Router::cors_for(std::string_view path) const {
  const auto* found = longest(cors_, path);
  return found == nullptr ? nullptr : found->get();
}

/// The route of `node` for the method that is searched; remembers the methods it has otherwise.
const Route* Router::take(const Node& node, bool with_rest, Search& search) {
  const Node::Handlers& handlers = with_rest ? node.rest : node.here;
  const auto at = [&](Method method) { return handlers[static_cast<std::size_t>(method)]; };
  if (const Route* exact = at(search.method)) return exact;
  if (search.method == Method::head && at(Method::get) != nullptr) return at(Method::get);
  for (std::size_t index = 0; index < method_count; ++index)
    if (handlers[index] != nullptr) search.allowed.add(static_cast<Method>(index));
  return nullptr;
}

const Route* Router::find(const Node& node, std::string_view rest, Search& search) {
  if (rest.empty())
    if (const Route* route = take(node, false, search)) return route;
  if (!rest.empty()) {
    std::string_view below = rest;
    const std::string_view segment = take_segment(below);
    const auto literal = std::ranges::find(node.literals, segment,
                                           [](const auto& entry) { return std::string_view(entry.first); });
    if (literal != node.literals.end())
      if (const Route* route = find(*literal->second, below, search)) return route;
    const std::size_t count = search.count;
    search.values[std::min(count, Search::most_parameters - 1)] = segment;
    if (node.parameter && !segment.empty()) {
      search.count = count + 1;
      if (const Route* route = find(*node.parameter, below, search)) return route;
    }
    search.count = count + 1;
    search.values[std::min(count, Search::most_parameters - 1)] = rest.substr(1);
    if (const Route* route = take(node, true, search)) return route;
    search.count = count;
  }
  if (node.mount != nullptr) search.mount_size = search.path_size - rest.size();
  return node.mount;
}

Match Router::match(Request& request) const {
  const std::string_view path = request.path();
  Search search{.method = request.method(), .path_size = path.size(), .allowed = {}};
  request.parameters.clear();
  Match match;
  // "*" (OPTIONS for the whole server) has no segments: only a mount of everything takes it.
  match.route = path == "*" ? root_->mount : find(*root_, path, search);
  match.allowed = search.allowed;
  if (match.allowed.contains(Method::get)) match.allowed.add(Method::head);
  if (!match.allowed.empty()) match.allowed.add(Method::options);
  if (match.route == nullptr) return match;

  request.mount_size = search.mount_size;
  for (std::size_t index = 0; index < match.route->parameters.size(); ++index) {
    auto value = percent_decode(search.values[index]);
    if (!value) return match.problem = std::move(value.error()), match;
    request.parameters.push_back({match.route->parameters[index], std::move(*value)});
  }
  return match;
}

Task<Response> Router::answer(Match match, Request& request) const {
  // Not a coroutine: the handler's own task is handed on, without a frame in between.
  if (match.route != nullptr && !match.problem) return match.route->handler(request);
  return refuse(std::move(match), request);
}

Task<Response> Router::refuse(Match match, Request& request) const {
  if (match.problem) co_return error_response(*match.problem);
  const bool known_path = !match.allowed.empty();
  if (request.method() == Method::options && (known_path || request.path() == "*")) {
    Response options = empty_response(200);
    options.headers.add("Allow",
                        known_path ? match.allowed.text() : "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    if (cors_for(request.path()) != nullptr) options.headers.add("Access-Control-Allow-Origin", "*");
    co_return options;
  }
  const Handler* own = longest(known_path ? method_not_allowed_ : not_found_, request.path());
  Response response = own == nullptr ? default_refusal(request, match.allowed) : Response{};
  if (own != nullptr) {
    Response worded = co_await (*own)(request);
    response = std::move(worded);
  }
  if (known_path) response.headers.set("Allow", match.allowed.text());
  co_return response;
}

}  // namespace marque::http

#include "rest/service.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "core/clock.hpp"
#include "query/preferences.hpp"
#include "rest/answer.hpp"
#include "rest/database_work.hpp"
#include "rest/error.hpp"
#include "rest/inspect.hpp"
#include "rest/negotiate.hpp"
#include "rest/plan_request.hpp"
#include "rest/transaction.hpp"

namespace marque::rest {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

/// The five phases of a request, for Server-Timing (contract §16).
class Timing {
 public:
  /// The time since the last call belongs to `phase`.
  void end(std::size_t phase) {
    const auto now = std::chrono::steady_clock::now();
    spent_[phase] = now - last_;
    last_ = now;
  }
  std::string header() const {
    return fmt::format(
        "jwt;dur={:.1f}, parse;dur={:.1f}, plan;dur={:.1f}, transaction;dur={:.1f}, "
        "response;dur={:.1f}",
        spent_[0].count(), spent_[1].count(), spent_[2].count(), spent_[3].count(), spent_[4].count());
  }

 private:
  std::array<Milliseconds, 5> spent_{};
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};
enum Phase : std::size_t { jwt_phase, parse_phase, plan_phase, transaction_phase, response_phase };

std::string_view path_of(const http::Request& request) {
  const std::string_view path = request.path_below_mount();
  return path.empty() ? "/" : path;
}

std::vector<std::string_view> prefer_headers(const http::Request& request) {
  return request.headers().get_all("Prefer");
}

bool has_body(const http::Request& request) {
  using enum http::Method;
  return request.method() == post || request.method() == put || request.method() == patch;
}

http::Response answer_options(const std::string& allowed) {
  http::Response response = http::empty_response(200);
  response.headers.add("Access-Control-Allow-Origin", "*");
  response.headers.add("Allow", allowed);
  return response;
}

}  // namespace

/// One request on its way. The members are filled from top to bottom.
struct Service::Run {
  http::Request& http;
  World world;
  Timing timing;
  identity::Caller caller;
  ApiRequest request;

  const Settings& settings() const { return *world.settings; }
  const pg::Catalogue& catalogue() const { return *world.catalogue; }
};

Service::Service(pg::Pool& pool, ServiceOptions options) : pool_(pool), options_(std::move(options)) {}

Task<http::Response> Service::answer(http::Request& request) {
  Run run{request, options_.world(), {}, {}, {}};
  auto response = co_await respond(request, run);
  if (!response) {
    const bool anonymous = run.caller.role == run.settings().anonymous_role;
    response = error_response(response.error(),
                              {.anonymous = anonymous, .retry_after_seconds = run.world.retry_after_s});
  } else if (run.settings().server_timing) {
    run.timing.end(response_phase);
    response->headers.add("Server-Timing", run.timing.header());
  }
  if (const std::string& name = run.settings().trace_header; !name.empty())
    response->headers.set(name, request.headers().get_or(name, ""));
  co_return std::move(*response);
}

/// A new verifier is made when the settings have been loaded anew.
Result<identity::Caller> Service::identify(const Run& run) {
  if (!verifier_ || verifier_settings_ != run.world.settings) {
    auto made = identity::TokenVerifier::make(run.settings().token_rules);
    if (!made) return fail(made.error());
    verifier_ = std::move(*made);
    verifier_settings_ = run.world.settings;
  }
  auto caller = verifier_->identify(run.http.headers().get_or("Authorization", ""));
  // PostgreSQL takes "none" for the login itself, which may be an owner of everything.
  if (caller && caller->role == "none") return fail("pg.22023", "role \"none\" does not exist");
  return caller;
}

Task<Result<http::Response>> Service::respond(http::Request& request, Run& run) {
  auto caller = identify(run);
  if (!caller) co_return fail(caller.error());
  run.caller = std::move(*caller);
  run.timing.end(jwt_phase);
  if (!run.world.catalogue)
    co_return fail("PGRST002", "Could not query the database for the schema cache. Retrying.");
  std::string body;
  if (has_body(request)) {
    auto read = co_await request.read_all(options_.body_limit);
    if (!read) co_return fail(read.error());
    body = std::move(*read);
  }
  query::Preferences preferences = query::read_preferences(
      prefer_headers(request), {.transaction_override = run.settings().allows_transaction_override(),
                                .timezones = &run.catalogue().timezones});
  auto parsed =
      read_api_request(request, path_of(request), std::move(body), std::move(preferences), run.settings());
  if (!parsed) co_return fail(parsed.error());
  run.request = std::move(*parsed);
  run.timing.end(parse_phase);
  if (run.request.operation.verb == Verb::options) {
    auto allowed = plan_options(run.request, run.catalogue());
    co_return allowed ? Result<http::Response>(answer_options(*allowed)) : fail(allowed.error());
  }
  if (run.request.operation.verb == Verb::inspect) {
    auto document = co_await inspect(run);
    co_return document;
  }
  auto done = co_await carry_out(run);
  co_return done;
}

Task<Result<http::Response>> Service::inspect(Run& run) {
  auto media = negotiate_root_document(run.request.accepted);
  if (!media) co_return fail(media.error());
  const Operation& operation = run.request.operation;
  const TransactionInput input{.settings = run.settings(),
                               .caller = run.caller,
                               .request = run.http,
                               .path = path_of(run.http),
                               .schema = operation.target.schema,
                               .preferences = run.request.tree.preferences};
  run.timing.end(plan_phase);
  auto document = co_await describe_schema(pool_, input, run.catalogue(), options_.version);
  run.timing.end(transaction_phase);
  if (!document) co_return fail(document.error());
  http::Response response;
  response.headers.add("Content-Type", content_type(*media));
  if (operation.negotiated) response.headers.add("Content-Profile", operation.target.schema);
  if (!operation.head) response.body = std::move(*document);
  co_return response;
}

Task<Result<http::Response>> Service::carry_out(Run& run) {
  auto planned = plan_request(run.request, run.settings(), run.caller.role, run.catalogue());
  if (!planned) co_return fail(planned.error());
  const TransactionInput input{.settings = run.settings(),
                               .caller = run.caller,
                               .request = run.http,
                               .path = path_of(run.http),
                               .schema = run.request.operation.target.schema,
                               .preferences = run.request.tree.preferences,
                               .routine = planned->routine,
                               .read_only = planned->read_only};
  const Decided decided{run.request, run.settings(), std::move(planned->negotiated), planned->relation,
                        planned->routine};
  DatabaseWork work = work_for(input, std::move(*planned));
  run.timing.end(plan_phase);
  if (options_.observe) options_.observe(work.settings, work.main);
  auto outcome = co_await run_work(pool_, std::move(work), decided);
  run.timing.end(transaction_phase);
  if (!outcome) co_return fail(outcome.error());
  co_return rest::answer(decided, *outcome);
}

}  // namespace marque::rest

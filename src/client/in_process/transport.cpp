// The in-process transport: a thread with a pool, and a catalogue that is kept current.
#include <condition_variable>
#include <exception>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "client/in_process/run_statement.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "marque/in_process.hpp"
#include "pg/catalogue_watch.hpp"

namespace marque {
namespace client {
namespace {

namespace asio = boost::asio;

using Answer = Expected<Response>;

/// PostgREST's default for settings of functions that hold for the whole transaction.
const std::vector<std::string> hoisted_settings{"statement_timeout", "plan_filter.statement_cost_limit",
                                                "default_transaction_isolation"};

/// How long closing waits for what runs.
constexpr std::chrono::milliseconds closing_grace{5'000};

/// `claims` with the role in it, as the server gives them to SQL.
std::string claims_with_role(const std::string& claims, const std::string& role) {
  Json json = Json::parse(claims).value_or(Json::object({}));
  return json.set("role", role).text();
}

/// What one query needs while it runs.
struct Running {
  Request request;
  const Transport::Sink* sink = nullptr;
  Transport::Done done;
};

/// Everything but the thread, which holds it too: the last act of a query may be to drop its transport.
class Engine {
 public:
  explicit Engine(InProcessOptions options) : options_(std::move(options)) {
    scope_.schemas = options_.schemas;
    scope_.extra_search_path = options_.extra_search_path;
    scope_.maximum_rows = options_.maximum_rows;
    scope_.aggregates = options_.aggregates;
    caller_.role = options_.role;
    caller_.claims = claims_with_role(options_.claims, options_.role);
    caller_.anonymous = options_.role == "anon";
  }

  /// Connects and reads the schema. Errors: those of in_process_transport.
  Result<void> open() {
    const Secret url(options_.database_url);
    auto session = pg::Session::open(url);
    if (!session) return fail(session.error());
    auto settings = pg::load_role_settings(*session);
    if (!settings) return fail(settings.error());
    scope_.role_settings = std::move(*settings);
    if (auto verified = make_verifier(); !verified) return verified;
    if (auto watched = watch_catalogue(url); !watched) return watched;
    pg::PoolOptions pool;
    pool.url = url;
    pool.shared_connections = options_.connections;
    pool.exclusive_connections = options_.connections;
    pool.default_timeout = options_.timeout;
    pool_.emplace(context_, std::move(pool), Log("client"), metrics_);
    return {};
  }

  void run() { context_.run(); }

  /// Lets what runs finish, within limits; then `run` returns.
  void stop() {
    watch_->stop();
    asio::co_spawn(context_, pool_->stop(closing_grace),
                   [this](const std::exception_ptr&) { guard_.reset(); });
  }

  void begin(Running running) {
    asio::co_spawn(context_, run_and_tell(std::make_shared<const Running>(std::move(running))),
                   asio::detached);
  }

 private:
  Result<void> make_verifier() {
    if (options_.jwt_secret.empty()) return {};
    identity::TokenRules rules;
    rules.secret = Secret(options_.jwt_secret);
    rules.anonymous_role = options_.role;
    auto verifier = identity::TokenVerifier::make(std::move(rules));
    if (!verifier) return fail(verifier.error());
    verifier_.emplace(std::move(*verifier));
    return {};
  }

  Result<void> watch_catalogue(const Secret& url) {
    pg::CatalogueWatchOptions options;
    options.url = url;
    pg::CatalogueWatchHooks hooks;
    hooks.configure = [this](pg::Session&) {
      return pg::CatalogueScope{options_.schemas, options_.extra_search_path, hoisted_settings};
    };
    hooks.on_published = [this] {
      const std::lock_guard lock(mutex_);
      loaded_ = true;
      changed_.notify_all();
    };
    auto watch = pg::CatalogueWatch::start(std::move(options), std::move(hooks), Log("client"));
    if (!watch) return fail(watch.error());
    watch_.emplace(std::move(*watch));
    return wait_for_catalogue();
  }

  /// Until the first load has succeeded, or failed, which the watch tells only when asked.
  Result<void> wait_for_catalogue() {
    constexpr std::chrono::milliseconds look_again{20};
    std::unique_lock lock(mutex_);
    while (!loaded_) {
      changed_.wait_for(lock, look_again);
      const auto state = watch_->state();
      if (state.phase == pg::CatalogueState::Phase::failed)
        return fail(state.problem.value_or(Error("client.no_catalogue", "The schema could not be read.")));
    }
    return {};
  }

  /// Who asks: by the token where tokens are verified, else as the options say.
  Result<identity::Caller> caller_of(const Statement& statement) {
    const std::string& token = statement.token.empty() ? statement.key : statement.token;
    if (!verifier_ || token.empty()) return caller_;
    return verifier_->identify("Bearer " + token);
  }

  Task<Answer> run(const Running& running) {
    const Statement& statement = *running.request.statement();
    const auto catalogue = watch_->current();
    auto caller = caller_of(statement);
    if (!caller) co_return std::unexpected(answered_error(caller.error(), caller_));
    const Work work{statement, scope_, *caller, running.request.timeout.value_or(options_.timeout)};
    const bool by_rows = running.sink != nullptr && statement.tree.action == query::Action::read;
    auto planned =
        by_rows ? plan_rows(statement, scope_, *catalogue) : plan_statement(statement, scope_, *catalogue);
    if (!planned) co_return std::unexpected(answered_error(planned.error(), *caller));
    if (by_rows) {
      auto streamed = co_await run_rows(*pool_, work, std::move(*planned), *running.sink);
      if (!streamed) co_return std::unexpected(answered_error(streamed.error(), *caller));
      co_return std::move(*streamed);
    }
    auto answer = co_await run_statement(*pool_, work, std::move(*planned));
    if (!answer) co_return std::unexpected(answered_error(answer.error(), *caller));
    if (running.sink != nullptr) (*running.sink)(std::exchange(answer->body, {}));
    co_return std::move(*answer);
  }

  Task<void> run_and_tell(std::shared_ptr<const Running> running) {
    Answer answer;
    try {
      auto given = co_await run(*running);
      answer = std::move(given);
    } catch (const std::exception& broken) {
      answer = failure("marque.internal", broken.what());
    }
    running->done(std::move(answer));
  }

  InProcessOptions options_;
  Scope scope_;
  identity::Caller caller_;
  std::optional<identity::TokenVerifier> verifier_;  ///< of the thread
  std::mutex mutex_;
  std::condition_variable changed_;
  bool loaded_ = false;
  std::optional<pg::CatalogueWatch> watch_;
  Metrics metrics_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard_ = asio::make_work_guard(context_);
  std::optional<pg::Pool> pool_;
};

class InProcessTransport final : public Transport {
 public:
  explicit InProcessTransport(std::shared_ptr<Engine> engine)
      : engine_(std::move(engine)), thread_([running = engine_] { running->run(); }) {}

  ~InProcessTransport() override {
    engine_->stop();
    if (std::this_thread::get_id() == thread_.get_id()) {
      thread_.detach();
    } else {
      thread_.join();
    }
  }

  Answer execute(const Request& request) override { return wait_for({request, nullptr, {}}); }

  /// An exception of the sink ends the transfer and comes out here, on the caller's thread.
  Answer stream(const Request& request, const Sink& sink) override {
    std::exception_ptr thrown;
    const Sink careful = [&](std::string_view piece) {
      try {
        return sink(piece);
      } catch (...) {
        thrown = std::current_exception();
        return false;
      }
    };
    auto answer = wait_for({request, &careful, {}});
    if (thrown) std::rethrow_exception(thrown);
    return answer;
  }

  void start(Request request, Done done) override {
    if (!request.statement()) return done(no_server(request));
    engine_->begin({std::move(request), nullptr, std::move(done)});
  }

 private:
  static Answer no_server(const Request& request) {
    return failure("marque.no_server", "auth and storage need a server: " + request.http().target);
  }

  Answer wait_for(Running running) {
    if (!running.request.statement()) return no_server(running.request);
    if (std::this_thread::get_id() == thread_.get_id())
      return failure("marque.would_block", "the transport's own thread cannot wait for a query; use async()");
    std::promise<Answer> promise;
    auto future = promise.get_future();
    running.done = [&promise](Answer answer) { promise.set_value(std::move(answer)); };
    engine_->begin(std::move(running));
    return future.get();
  }

  std::shared_ptr<Engine> engine_;
  std::thread thread_;
};

}  // namespace
}  // namespace client

Expected<std::shared_ptr<Transport>> in_process_transport(InProcessOptions options) {
  auto engine = std::make_shared<client::Engine>(std::move(options));
  auto opened = engine->open();
  if (!opened) return std::unexpected(client::api_error(opened.error()));
  return std::make_shared<client::InProcessTransport>(std::move(engine));
}

}  // namespace marque

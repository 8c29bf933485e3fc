// The pool at full speed: settings + one statement + Sync per request, from a number of concurrent callers on
// one I/O thread. Prints one JSON object. `bench/pool.mts` runs it beside pgbench with the same statements.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "core/json.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "pg/pool.hpp"

namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

struct Plan {
  std::string url;
  std::string settings_sql;
  std::string statement_sql;  ///< takes one uuid parameter
  int callers = 64;
  int rows = 100'000;
  double seconds = 5;
  std::size_t shared_connections = 4;
  std::size_t shared_depth = 8;
};

struct Tally {
  std::vector<float> latencies_us;
  std::string first_error;
  std::size_t errors = 0;
  std::size_t empty = 0;
};

std::string brand_id(int number) {
  std::string text = "00000000-0000-4000-8000-100000000000";
  const std::string digits = std::to_string(number);
  return text.replace(text.size() - digits.size(), digits.size(), digits);
}

marque::Task<void> call_until(marque::pg::Pool& pool, const Plan& plan, Tally& tally, Clock::time_point end,
                              unsigned seed) {
  while (Clock::now() < end) {
    seed = seed * 1664525U + 1013904223U;
    const int row = static_cast<int>(seed % static_cast<unsigned>(plan.rows)) + 1;
    marque::pg::Batch batch;
    batch.role = "authenticated";
    batch.lane = marque::pg::Lane::shared;
    batch.repeatable = true;
    batch.statements.push_back({plan.settings_sql, {}});
    batch.statements.push_back({plan.statement_sql, {brand_id(row)}});
    const auto began = Clock::now();
    auto reply = co_await pool.run(std::move(batch));
    tally.latencies_us.push_back(std::chrono::duration<float, std::micro>(Clock::now() - began).count());
    if (!reply) {
      if (tally.errors++ == 0) tally.first_error = marque::core::describe(reply.error());
    } else if (reply->results.back().row_count() == 0) {
      ++tally.empty;
    }
  }
}

float percentile(std::vector<float>& sorted, double share) {
  return sorted.empty() ? 0.0F
                        : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

std::string read_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

int run(const Plan& plan) {
  asio::io_context context(1);
  marque::Metrics metrics;
  marque::pg::PoolOptions options;
  options.url = marque::Secret(plan.url);
  options.shared_connections = plan.shared_connections;
  options.shared_depth = plan.shared_depth;
  options.slow_after = std::chrono::seconds(1);  // a noisy machine must not change the lane in the middle
  marque::pg::Pool pool(context, options, marque::Log("bench"), metrics);
  Tally tally;
  const auto began = Clock::now();
  const auto end =
      began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(plan.seconds));
  for (int caller = 0; caller < plan.callers; ++caller)
    asio::co_spawn(context, call_until(pool, plan, tally, end, static_cast<unsigned>(caller) * 7919U),
                   asio::detached);
  context.run_until(end + std::chrono::seconds(2));
  const double elapsed_s = std::chrono::duration<double>(end - began).count();

  std::ranges::sort(tally.latencies_us);
  const auto total = tally.latencies_us.size();
  const auto text = marque::core::JsonObject()
                        .add("requests", total)
                        .add("requests_per_second", static_cast<double>(total) / elapsed_s)
                        .add("p50_us", double{percentile(tally.latencies_us, 0.5)})
                        .add("p99_us", double{percentile(tally.latencies_us, 0.99)})
                        .add("errors", tally.errors)
                        .add("empty", tally.empty)
                        .add("first_error", tally.first_error)
                        .text();
  std::puts(text.c_str());
  return tally.errors == 0 && tally.empty == 0 ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** arguments) {
  CLI::App app("The pool at full speed");
  Plan plan;
  app.add_option("--url", plan.url)->required();
  app.add_option_function<std::string>("--settings",
                                       [&](const auto& path) { plan.settings_sql = read_text(path); })
      ->required();
  app.add_option_function<std::string>("--statement",
                                       [&](const auto& path) { plan.statement_sql = read_text(path); })
      ->required();
  app.add_option("--callers", plan.callers);
  app.add_option("--rows", plan.rows);
  app.add_option("--seconds", plan.seconds);
  app.add_option("--connections", plan.shared_connections);
  app.add_option("--depth", plan.shared_depth);
  CLI11_PARSE(app, argument_count, arguments);
  return run(plan);
}

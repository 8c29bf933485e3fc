// How long a plan takes to become SQL. A request waits for this before its first byte goes to PostgreSQL.
//   ninja -C build/release write_sql_bench && build/release/bench/write_sql_bench
#include <benchmark/benchmark.h>

#include "../tests/unit/query/plan_builder.hpp"
#include "query/write_sql.hpp"

namespace {

using namespace marque::query;
using namespace marque::query::testing;

ReadPlan filtered_read() {
  auto plan = reads("projects");
  plan.select = {column("id"), column("name"), column("client_id"), column("created_at")};
  plan.where = {equals("client_id", "00000000-0000-4000-8000-000000000001"), equals("state", "done")};
  plan.order = {by("created_at"), by("id")};
  plan.range = {.limit = 50, .offset = 100};
  return plan;
}

ReadPlan embedding_read() {
  auto plan = filtered_read();
  auto clients = embedded(plan, "clients", marque::pg::Cardinality::many_to_one, {"client_id", "id"});
  auto tasks = embedded(plan, "tasks", marque::pg::Cardinality::one_to_many, {"id", "project_id"});
  add_embed(tasks, embedded(tasks, "users", marque::pg::Cardinality::many_to_one, {"user_id", "id"}));
  tasks.where = {equals("state", "open")};
  add_embed(plan, clients);
  add_embed(plan, tasks);
  return plan;
}

void write_one_row_read(benchmark::State& state) {
  auto plan = reads("projects");
  plan.where = {equals("id", "7")};
  for (auto _ : state) benchmark::DoNotOptimize(write_read(plan, {}, {}, {}, {}));
}

void write_filtered_read(benchmark::State& state) {
  const auto plan = filtered_read();
  for (auto _ : state) benchmark::DoNotOptimize(write_read(plan, {}, {}, {}, {}));
}

void write_embedding_read(benchmark::State& state) {
  const auto plan = embedding_read();
  for (auto _ : state) benchmark::DoNotOptimize(write_read(plan, Count::exact, {}, {}, {}));
}

void write_upsert(benchmark::State& state) {
  auto plan = mutates(Action::insert, "projects");
  plan.columns = {typed("id", "uuid"), typed("name", "text"), typed("client_id", "uuid")};
  plan.body.assign(10'000, '[');
  plan.resolution = Resolution::merge_duplicates;
  plan.conflict_columns = {"id"};
  plan.returning = {"*"};
  const auto read = reads_source("projects");
  for (auto _ : state) benchmark::DoNotOptimize(write_mutation(plan, read, {}, {}, {}));
}

BENCHMARK(write_one_row_read);
BENCHMARK(write_filtered_read);
BENCHMARK(write_embedding_read);
BENCHMARK(write_upsert);

}  // namespace

BENCHMARK_MAIN();

// The examples of docs/library.md, compiled, run in process on the brand model, and compared with what the
// guide says that they print.
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

#include "../../../examples/brand_schema.hpp"
#include "../pg/catalogue_support.hpp"
#include "../pg/test_cluster.hpp"
#include "marque/marque.hpp"
#include "pg/migrations/runner.hpp"

namespace marque {
namespace {

struct Example {
  const char* name;
  void (*run)(const marque::Client&, const std::string&);
  std::string prints;  ///< empty: the guide does not say
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"  // some are only compiled
#include "guide_examples.inc"
#pragma GCC diagnostic pop

constexpr const char* ada = "11111111-1111-4111-8111-111111111111";

/// Ada with two brands, one with a logo; and somebody else's, which must not show.
constexpr const char* people_and_brands = R"(
insert into auth.users (id, email) values
  ('11111111-1111-4111-8111-111111111111', 'ada@example.org'),
  ('22222222-2222-4222-8222-222222222222', 'bob@example.org');
insert into public.brands (id, user_id, name, wizard_step, fonts) values
  ('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', '11111111-1111-4111-8111-111111111111', 'Acme', 3,
   '{"heading": "Inter", "body": "Inter"}'),
  ('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', '11111111-1111-4111-8111-111111111111', 'Bolt', 1, null),
  ('cccccccc-cccc-4ccc-8ccc-cccccccccccc', '22222222-2222-4222-8222-222222222222', 'Hidden', 1, null);
insert into public.brand_assets (brand_id, asset_type) values
  ('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'logo');
create function public.guide_add(a int, b int) returns int language sql immutable as 'select a + b';
)";

class Guide : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    database_ = std::make_unique<pg::TestDatabase>("select 1");
    auto session = database_->session();
    auto files = pg::migrations::read_files({});
    ASSERT_TRUE(files) << files.error().message;
    const auto report = pg::migrations::migrate_up(session, *files, {});
    ASSERT_TRUE(report) << core::describe(report.error());
    const auto filled = session.execute(people_and_brands);
    ASSERT_TRUE(filled) << filled.error().message;
    InProcessOptions options;
    options.database_url = database_->url().reveal();
    options.role = "authenticated";
    options.claims = Json::object({{"sub", ada}}).text();
    auto transport = in_process_transport(std::move(options));
    ASSERT_TRUE(transport) << to_string(transport.error());
    client_ = std::make_unique<Client>(*std::move(transport));
  }
  static void TearDownTestSuite() {
    client_.reset();
    database_.reset();
  }

  static std::string printed_by(const Example& example) {
    std::ostringstream output;
    std::streambuf* const terminal = std::cout.rdbuf(output.rdbuf());
    example.run(*client_, ada);
    std::cout.rdbuf(terminal);
    return output.str();
  }

 private:
  static inline std::unique_ptr<pg::TestDatabase> database_;
  static inline std::unique_ptr<Client> client_;
};

TEST_F(Guide, ItsExamplesPrintWhatItSays) {
  ASSERT_GT(examples.size(), 12U);
  for (const Example& example : examples) {
    const std::string printed = printed_by(example);
    if (example.prints.empty()) continue;
    EXPECT_EQ(printed, example.prints) << example.name;
  }
}

}  // namespace
}  // namespace marque

#include "test_cluster.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace marque::pg {

TestCluster::TestCluster() {
  std::string name = (std::filesystem::temp_directory_path() / "marque-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
  directory_ = name;
  // Where the kernel refuses user namespaces, PostgreSQL runs as another user, who must get in.
  std::filesystem::permissions(directory_, std::filesystem::perms(0711));
  embedded::ClusterOptions options;
  options.data_directory = directory_ / "data";
  options.port = 0;
  auto started = embedded::Cluster::start(std::move(options), Log("test-cluster"));
  if (!started) {
    std::filesystem::remove_all(directory_);
    throw std::runtime_error(core::describe(started.error()));
  }
  cluster_ = std::move(*started);
}

TestCluster::~TestCluster() {
  cluster_.reset();
  std::filesystem::remove_all(directory_);
}

TestCluster& TestCluster::instance() {
  static TestCluster cluster;
  return cluster;
}

Session TestCluster::session() const {
  auto opened = Session::open(url());
  if (!opened) throw std::runtime_error(core::describe(opened.error()));
  return std::move(*opened);
}

TEST(TestCluster, AnswersQueries) {
  auto session = TestCluster::instance().session();
  EXPECT_EQ(session.query("select 6 * 7")->single(), "42");
}

}  // namespace marque::pg

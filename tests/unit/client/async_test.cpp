#include "marque/async.hpp"

#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "recording_transport.hpp"

namespace marque {
namespace {

using namespace std::chrono_literals;

Async<int> later(int value) {
  return Async<int>::from_callback([value](std::function<void(int)> done) {
    std::thread([value, done = std::move(done)] {
      std::this_thread::sleep_for(1ms);
      done(value);
    }).detach();
  });
}

Async<int> sum(int left, int right) {
  const int first = co_await later(left);
  const int second = co_await later(right);
  co_return first + second;
}

Async<int> failing() {
  const int value = co_await later(1);
  if (value == 1) throw std::runtime_error("thrown in a coroutine");
  co_return value;
}

Async<std::string> told(Async<int> inner) {
  const int value = co_await inner;
  co_return std::to_string(value);
}

TEST(Async, IsWaitedFor) { EXPECT_EQ(sum(1, 2).wait(), 3); }

TEST(Async, IsAwaitedInCoroutines) { EXPECT_EQ(told(sum(20, 22)).wait(), "42"); }

TEST(Async, CallsBack) {
  std::binary_semaphore called(0);
  int given = 0;
  sum(3, 4).then([&](int value) {
    given = value;
    called.release();
  });
  called.acquire();
  EXPECT_EQ(given, 7);
}

TEST(Async, PassesExceptionsOn) { EXPECT_THROW(failing().wait(), std::runtime_error); }

TEST(Async, DoesNothingUntilItIsWanted) {
  Recorder recorder;
  {
    const auto unused = recorder.client.from("b").select().async();
  }
  EXPECT_EQ(recorder.transport->requests.size(), 0U);
  EXPECT_EQ(recorder.client.from("b").select().async().wait()->body, "[]");
  EXPECT_EQ(recorder.transport->requests.size(), 1U);
}

TEST(Async, ArrivesWhereTheClientWantsIt) {
  auto transport = std::make_shared<RecordingTransport>();
  std::vector<std::function<void()>> queue;
  const Client client(transport, "key",
                      {.executor = [&](std::function<void()> work) { queue.push_back(std::move(work)); }});
  bool arrived = false;
  client.from("b").select().async().then(
      [&](const Expected<Response>& answer) { arrived = answer.has_value(); });
  client.from("b").select("((").async().then(
      [&](const Expected<Response>& answer) { EXPECT_EQ(answer.error().code, "PGRST100"); });
  EXPECT_FALSE(arrived);
  ASSERT_EQ(queue.size(), 2U);
  for (auto& work : queue) work();
  EXPECT_TRUE(arrived);
}

}  // namespace
}  // namespace marque

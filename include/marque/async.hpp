// marque/async.hpp: a result that comes later. It is awaited in a coroutine, handed to a callback, or waited
// for; nothing runs before one of the three is done, and each may be done once.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace marque {

/// A coroutine of the library's own, so that a program needs none of another library:
///
///     marque::Async<int> count_brands(marque::Client client) {
///       auto answer = co_await client.from("brands").select("id").count(marque::Count::exact).async();
///       co_return answer && answer->count ? static_cast<int>(*answer->count) : 0;
///     }
///
/// It resumes where the transport completes: on the executor given in ClientOptions, else on the transport's
/// own thread. An exception that leaves it goes to whoever awaits it.
template <class Value>
class [[nodiscard]] Async {
 public:
  struct promise_type;  // NOLINT(readability-identifier-naming): the language asks for this name
  using Handle = std::coroutine_handle<promise_type>;
  /// Begins the work; the function that it is given is to be called once, on any thread.
  using Starter = std::function<void(std::function<void(Value)>)>;

  Async(Async&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Async& operator=(Async&&) = delete;
  ~Async() {
    if (handle_) handle_.destroy();
  }

  /// From something that calls back.
  static Async from_callback(Starter starter) {
    CallbackAwaiter awaiter{std::move(starter), {}};
    auto value = co_await awaiter;
    co_return std::move(value);
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) {
    handle_.promise().continuation = awaiting;
    return handle_;
  }
  Value await_resume() { return handle_.promise().take(); }

  /// Runs it and calls `done` with the value, on the thread where it completes. An exception that leaves the
  /// coroutine ends the program: a callback has no way to catch it.
  void then(std::function<void(Value)> done) && { drive(std::move(*this), std::move(done)); }

  /// Runs it and blocks until the value is there. Not on the thread that completes it.
  Value wait() && {
    Arrival arrival;
    await_arrival(*this, &arrival);
    std::unique_lock lock(arrival.mutex);
    arrival.changed.wait(lock, [&arrival] { return arrival.there; });
    lock.unlock();
    return handle_.promise().take();
  }

 private:
  /// Resumes the coroutine when the starter's function has been called.
  struct CallbackAwaiter {
    Starter starter;
    std::optional<Value> value;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
      // By the time the starter returns, another thread may have ended the coroutine and with it this object.
      Starter begin = std::move(starter);
      begin([this, waiting](Value given) {
        value.emplace(std::move(given));
        waiting.resume();
      });
    }
    Value await_resume() { return *std::move(value); }
  };

  /// A coroutine that nobody waits for; it frees itself.
  struct Detached {
    struct promise_type {  // NOLINT(readability-identifier-naming)
      Detached get_return_object() noexcept { return {}; }
      std::suspend_never initial_suspend() const noexcept { return {}; }
      std::suspend_never final_suspend() const noexcept { return {}; }
      void return_void() noexcept {}
      void unhandled_exception() noexcept { std::terminate(); }
    };
  };

  struct Arrival {
    std::mutex mutex;
    std::condition_variable changed;
    bool there = false;
  };

  /// Awaits without taking the value or its exception.
  struct Completion {
    Handle handle;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) {
      handle.promise().continuation = awaiting;
      return handle;
    }
    void await_resume() const noexcept {}
  };

  static Detached drive(Async work, std::function<void(Value)> done) {
    auto value = co_await work;
    done(std::move(value));
  }

  static Detached await_arrival(Async& work, Arrival* arrival) {
    Completion completion{work.handle_};
    co_await completion;
    const std::lock_guard lock(arrival->mutex);
    arrival->there = true;
    arrival->changed.notify_one();  // under the lock: the waiter destroys `arrival` as soon as it has it
  }

  explicit Async(Handle handle) : handle_(handle) {}

  Handle handle_;
};

template <class Value>
struct Async<Value>::promise_type {
  std::optional<Value> value;
  std::exception_ptr exception;
  std::coroutine_handle<> continuation = std::noop_coroutine();

  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(Handle ended) const noexcept {
      return ended.promise().continuation;
    }
    void await_resume() const noexcept {}
  };

  Async get_return_object() { return Async(Handle::from_promise(*this)); }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  template <class Given>
  void return_value(Given&& given) {
    value.emplace(std::forward<Given>(given));
  }
  void unhandled_exception() noexcept { exception = std::current_exception(); }

  Value take() {
    if (exception) std::rethrow_exception(exception);
    return *std::move(value);
  }
};

}  // namespace marque

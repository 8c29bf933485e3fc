#include "pg/connector.hpp"

#include <array>
#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <libpq-fe.h>

#include "pg/pooler.hpp"
#include "pg/server_error.hpp"

namespace marque::pg {
namespace {

namespace asio = boost::asio;

constexpr std::size_t connector_threads = 2;  // one connect that hangs does not hold up all others

void ignore_notice(void*, const PGresult*) {}

Result<Connected> connect_now(const Secret& url, std::chrono::seconds timeout) {
  const std::string seconds = std::to_string(timeout.count());
  const char* keywords[] = {"dbname", "connect_timeout", "application_name", "client_encoding", nullptr};
  const char* values[] = {url.reveal().c_str(), seconds.c_str(), "marque", "UTF8", nullptr};
  ConnectionHandle connection(PQconnectdbParams(keywords, values, 1));
  if (!connection || PQstatus(connection.get()) != CONNECTION_OK)
    return fail(connection_error(connection.get(), "pg.unreachable"));
  PQsetNoticeReceiver(connection.get(), ignore_notice, nullptr);
  const auto behind_pooler = is_behind_pooler(connection.get(), timeout);
  if (!behind_pooler) return fail(behind_pooler.error());
  return Connected{std::move(connection), *behind_pooler};
}

}  // namespace

void FinishConnectionHandle::operator()(pg_conn* connection) const { PQfinish(connection); }

struct Connector::Threads {
  asio::thread_pool pool{connector_threads};
};

/// The way back to the loop, as long as there is one.
struct Connector::Mailbox {
  std::mutex mutex;
  asio::io_context* context;

  void post(std::move_only_function<void()> done) {
    const std::scoped_lock lock(mutex);
    if (context != nullptr) asio::post(*context, std::move(done));
  }
};

Connector::Connector(asio::io_context& context, Secret url, std::chrono::seconds connect_timeout)
    : context_(context),
      url_(std::move(url)),
      connect_timeout_(connect_timeout),
      threads_(std::make_unique<Threads>()),
      mailbox_(std::make_shared<Mailbox>()) {
  mailbox_->context = &context_;
}

Connector::~Connector() {
  {
    const std::scoped_lock lock(mailbox_->mutex);
    mailbox_->context = nullptr;
  }
  threads_->pool.stop();
  threads_->pool.join();
}

void Connector::connect(std::move_only_function<void(Result<Connected>)> done) {
  auto work = asio::make_work_guard(context_);
  asio::post(threads_->pool, [this, work = std::move(work), done = std::move(done)]() mutable {
    auto connected = connect_now(url_, connect_timeout_);
    asio::post(context_, [connected = std::move(connected), done = std::move(done)]() mutable {
      done(std::move(connected));
    });
  });
}

/// PQcancel knows no timeout: a server that hangs, hangs it. So each has a thread of its own, which owns all
/// that it touches and for which nobody waits; the pool closes a connection that stays busy, and asks no more
/// than once for each.
void Connector::cancel(CancelHandle handle, std::move_only_function<void()> done) {
  std::thread([mailbox = mailbox_, handle = std::move(handle), done = std::move(done)]() mutable {
    std::array<char, 256> problem{};
    PQcancel(handle.get(), problem.data(), static_cast<int>(problem.size()));
    mailbox->post(std::move(done));
  }).detach();
}

}  // namespace marque::pg

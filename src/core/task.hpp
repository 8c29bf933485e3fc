// core/task.hpp: the coroutine that everything asynchronous returns.
// On GCC 12: `co_await` only as the whole initializer of a named variable or in a return; parameters by value
// or owned by the caller's frame; no capturing coroutine lambdas.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace marque {

template <class Value = void>
using Task = boost::asio::awaitable<Value>;

}  // namespace marque

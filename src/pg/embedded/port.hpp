// pg/embedded/port.hpp: a TCP port on the loopback address that nobody listens on.
#pragma once

#include <cstdint>

#include "core/error.hpp"

namespace marque::pg::embedded {

/// `wanted` if it is free, or any free one for 0. It may be gone a moment later; the caller then tries again.
/// Error: cluster.port_taken, which names the process that has it where it can be seen.
Result<std::uint16_t> choose_port(std::uint16_t wanted);

}  // namespace marque::pg::embedded

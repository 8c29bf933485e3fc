// pg/embedded/initialise.hpp: makes the cluster once, whole or not at all.
#pragma once

#include "core/error.hpp"
#include "core/log.hpp"
#include "core/secret.hpp"
#include "pg/embedded/binaries.hpp"
#include "pg/embedded/data_directory.hpp"
#include "pg/embedded/process_user.hpp"

namespace marque::pg::embedded {

/// Runs initdb in a folder beside, then renames it to postgres/: after a SIGKILL at any moment there is
/// either no cluster (and the remains go at the next call) or a whole one. Checksums on, UTF-8, PostgreSQL's
/// own C.UTF-8, SCRAM. Errors: cluster.initdb_failed, cluster.disk_full, cluster.timeout, cluster.spawn.
Result<void> initialise(const DataDirectory& directory, const Binaries& binaries, const ProcessUser& user,
                        const Secret& password, const Log& log);

/// Gives the superuser `password` while the server is stopped: for a cluster whose password file was lost.
Result<void> reset_password(const DataDirectory& directory, const Binaries& binaries, const ProcessUser& user,
                            const Secret& password);

/// Removes what interrupted calls of `initialise` left, with the processes that may still write there.
void remove_unfinished(const DataDirectory& directory, const Log& log);

}  // namespace marque::pg::embedded

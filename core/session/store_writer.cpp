// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/store_writer.h"

namespace legenda::session {

void StoreWriter::signIn(const store::Viewer& viewer) {
    const std::lock_guard lock(mutex_);
    viewer_ = viewer;
}

store::Viewer StoreWriter::viewer() const {
    const std::lock_guard lock(mutex_);
    return viewer_;
}

base::Result<store::ProjectStore*> StoreWriter::connect(const std::filesystem::path& folder,
                                                        const store::Viewer& viewer, Purpose purpose) {
    using Mode = store::ProjectStore::Mode;
    auto store = writing_.to(folder, Mode::Write);
    if (!store && purpose == Purpose::Read) store = reading_.to(folder, Mode::Read);
    if (!store) return store;
    if (auto signedIn = (*store)->signIn(viewer); !signedIn && purpose == Purpose::Write) return base::pass(signedIn);
    if (!(*store)->readOnly())
        if (auto begun = (*store)->beginSession(id_, &sessionLives); !begun && purpose == Purpose::Write)
            return base::pass(begun);
    return store;
}

}  // namespace legenda::session

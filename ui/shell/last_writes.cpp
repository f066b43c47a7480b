// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/last_writes.h"

#include "ui/controls/page.h"

#include <algorithm>
#include <utility>

namespace legenda::ui {

LastWrites::LastWrites(Bridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
    connect(bridge_, &Bridge::annotationSaved, this, [this] { warned_ = false; });
    connect(bridge_, &Bridge::annotationFailed, this, [this](const base::Error& error) { notWritten_ = error; });
}

void LastWrites::finish() {
    if (alive_) return;
    alive_ = std::make_unique<QEventLoopLocker>();
    notWritten_.reset();
    tryAgain();
    await();
}

void LastWrites::tryAgain() {
    for (Page* page : pages_) page->writeAgain();
}

void LastWrites::await() {
    bridge_->annotations().whenWritten(this, [this](const base::Result<void>&) {
        // Later edits may be writable after an earlier one has been written.
        if (std::ranges::any_of(pages_, &Page::writing)) return await();
        int left = 0;
        for (const Page* page : pages_) left += page->unwritten();
        if ((left > 0 || notWritten_) && !std::exchange(warned_, true)) tell(left);
        alive_.reset();
    });
}

void LastWrites::tell(int left) {
    const QString why = notWritten_ ? QString::fromStdString(notWritten_->message)
                                    : tr("%1 changes belong to a project that is not open any more.").arg(left);
    Q_EMIT notSaved(
        {notWritten_ ? notWritten_->code : base::ErrorCode::Io,
         tr("Not everything is saved: %1 Close the window again to leave without it.").arg(why).toStdString(),
         notWritten_ ? notWritten_->context : std::string()});
}

}  // namespace legenda::ui

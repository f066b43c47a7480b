// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QEventLoopLocker>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace legenda::ui {

class Page;

// Keeps the program running after the window was closed until all edits are written, and reports once those that cannot
// be. GUI thread.
class LastWrites : public QObject {
    Q_OBJECT
 public:
    LastWrites(Bridge* bridge, QObject* parent);

    void setPages(std::vector<Page*> pages) { pages_ = std::move(pages); }
    void finish();
    void tryAgain();

 Q_SIGNALS:
    // The user closes the window again after this message.
    void notSaved(const legenda::base::Error& error);

 private:
    void await();
    void tell(int left);

    Bridge* bridge_;
    std::vector<Page*> pages_;
    std::unique_ptr<QEventLoopLocker> alive_;
    std::optional<base::Error> notWritten_;  // of the requests to the store writer since finish()
    bool warned_ = false;                    // the user knows that not everything is saved
};

}  // namespace legenda::ui

// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace legenda::ui {

// How large the cache of thumbnails is, and a button that clears it. Looks at the disk beside the GUI thread.
class CacheRow : public QWidget {
    Q_OBJECT
 public:
    explicit CacheRow(QWidget* parent = nullptr);

 private:
    void measure(bool clearFirst);

    QLabel* size_;
    QPushButton* clear_;
};

}  // namespace legenda::ui

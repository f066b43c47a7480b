// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>

class QSplitter;

namespace legenda::ui {

// The usual sizes of a splitter, which a double click on one of its handles restores. GUI thread.
class SplitterSizes : public QObject {
    Q_OBJECT
 public:
    // usual: of each widget in pixels; 0: it shares what the others leave.
    SplitterSizes(QSplitter* splitter, QList<int> usual);
    void restore();

 Q_SIGNALS:
    void restored();

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    QSplitter* splitter_;
    QList<int> usual_;
};

// Restores what the user chose last, and remembers what is chosen from now on, under a key of the preferences.
void keepSizes(QSplitter* splitter, const QString& key, const QList<int>& usual);

}  // namespace legenda::ui

// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>

#include <functional>

namespace legenda::ui {

// Which boxes of the current image are selected, in the order of their selection, and which are locked or hidden: a
// locked one is neither moved nor deleted, a hidden one is not shown on the picture. Boxes are known by their ids, so
// that a lock outlives a look at other images. GUI thread.
class AnnotateSelection : public QObject {
    Q_OBJECT
 public:
    using QObject::QObject;

    const QStringList& all() const { return all_; }
    QString last() const { return all_.isEmpty() ? QString() : all_.back(); }
    bool contains(const QString& region) const { return all_.contains(region); }
    bool empty() const { return all_.isEmpty(); }
    void set(const QStringList& regions);
    void toggle(const QString& region);
    void forget() { all_.clear(); }                                   // without a signal: another image
    void keepOnly(const std::function<bool(const QString&)>& there);  // without a signal

    bool locked(const QString& region) const { return locked_.contains(region); }
    bool hidden(const QString& region) const { return hidden_.contains(region); }
    // All of them, or none where all are already.
    void toggleLocked(const QStringList& regions) { toggleIn(locked_, regions); }
    void toggleHidden(const QStringList& regions) { toggleIn(hidden_, regions); }
    void showAll();
    const QSet<QString>& lockedOnes() const { return locked_; }
    const QSet<QString>& hiddenOnes() const { return hidden_; }
    void setFlags(QSet<QString> locked, QSet<QString> hidden);  // of a project that is opened

 Q_SIGNALS:
    void changed();
    void flagsChanged();  // locked or hidden

 private:
    void toggleIn(QSet<QString>& flagged, const QStringList& regions);

    QStringList all_;
    QSet<QString> locked_, hidden_;
};

}  // namespace legenda::ui

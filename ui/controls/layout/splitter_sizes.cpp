// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/layout/splitter_sizes.h"

#include "ui/bridge/preferences.h"

#include <QMouseEvent>
#include <QSplitter>
#include <QSplitterHandle>

#include <algorithm>

namespace legenda::ui {

SplitterSizes::SplitterSizes(QSplitter* splitter, QList<int> usual)
    : QObject(splitter), splitter_(splitter), usual_(std::move(usual)) {
    for (int i = 1; i < splitter_->count(); ++i) splitter_->handle(i)->installEventFilter(this);
}

void SplitterSizes::restore() {
    int left = splitter_->orientation() == Qt::Horizontal ? splitter_->width() : splitter_->height();
    int shares = 0, shown = 0;
    for (int i = 0; i < splitter_->count(); ++i) {
        if (splitter_->widget(i)->isHidden()) continue;
        ++shown;
        left -= usual_.value(i);
        shares += usual_.value(i) == 0;
    }
    left -= splitter_->handleWidth() * std::max(0, shown - 1);
    QList<int> sizes;
    for (int i = 0; i < splitter_->count(); ++i) {
        const bool hidden = splitter_->widget(i)->isHidden();
        sizes.append(hidden ? 0 : usual_.value(i) > 0 ? usual_.value(i) : std::max(1, left / shares));
    }
    splitter_->setSizes(sizes);
    Q_EMIT restored();
}

bool SplitterSizes::eventFilter(QObject*, QEvent* event) {
    if (event->type() != QEvent::MouseButtonDblClick) return false;
    if (static_cast<QMouseEvent*>(event)->button() != Qt::LeftButton) return false;
    restore();
    return true;
}

void keepSizes(QSplitter* splitter, const QString& key, const QList<int>& usual) {
    splitter->restoreState(preference(key).toByteArray());
    const auto keep = [splitter, key] { setPreference(key, splitter->saveState()); };
    QObject::connect(splitter, &QSplitter::splitterMoved, splitter, keep);
    QObject::connect(new SplitterSizes(splitter, usual), &SplitterSizes::restored, splitter, keep);
}

}  // namespace legenda::ui

// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings/cache_row.h"

#include "ui/bridge/settings.h"
#include "ui/images/thumbnail_cache.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>

namespace legenda::ui {

CacheRow::CacheRow(QWidget* parent)
    : QWidget(parent), size_(new QLabel(tr("Measuring …"), this)), clear_(new QPushButton(tr("Clear"), this)) {
    size_->setObjectName(QStringLiteral("cacheSize"));
    clear_->setObjectName(QStringLiteral("clearCache"));
    clear_->setAccessibleName(tr("Clear the thumbnails"));
    clear_->setAutoDefault(false);  // Enter in a field does not press it
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(size_, 1);
    row->addWidget(clear_);
    connect(clear_, &QPushButton::clicked, this, [this] { measure(true); });
    measure(false);
}

void CacheRow::measure(bool clearFirst) {
    clear_->setEnabled(false);
    const QString folder = ThumbnailCache::folderIn(Settings::ofApplication().cacheFolderInUse());
    QThreadPool::globalInstance()->start([guard = QPointer<CacheRow>(this), folder, clearFirst] {
        if (clearFirst) ThumbnailCache::clear(folder);
        const qint64 bytes = ThumbnailCache::sizeOf(folder);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, bytes] {
            if (!guard) return;
            guard->size_->setText(tr("%1 MB").arg(static_cast<double>(bytes) / (1 << 20), 0, 'f', 1));
            guard->clear_->setEnabled(bytes > 0);
        });
    });
}

}  // namespace legenda::ui

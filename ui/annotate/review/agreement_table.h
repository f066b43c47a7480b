// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/review.h"

#include <QTableWidget>

namespace legenda::ui {

// How far the annotators agree, pair by pair and overall; each figure says on hover what it is. GUI thread.
class AgreementTable : public QTableWidget {
    Q_OBJECT
 public:
    explicit AgreementTable(QWidget* parent = nullptr);
    void showReport(const evaluation::AgreementReport& report);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

 private:
    void setLine(int row, const QString& title, const evaluation::PairAgreement& figures);
};

}  // namespace legenda::ui

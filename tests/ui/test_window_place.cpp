// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_place.h"

#include "tests/support/ui_home.h"
#include "tests/support/ui_page.h"
#include "ui/bridge/preferences.h"
#include "ui/shell/main_window.h"

#include <QScreen>
#include <QTemporaryDir>

using namespace legenda;
using namespace legenda::ui;

// The window on screens that are smaller than it was, or are no longer there.
class TestWindowPlace : public QObject {
    Q_OBJECT

    QTemporaryDir home_;

 private Q_SLOTS:
    void initTestCase() { test::useOwnHome(home_); }

    void theLeastSizeIsWhatASmallScreenHasRoomFor() {
        QCOMPARE(leastWindow({0, 0, 1920, 1080}), QSize(1024, 640));
        QCOMPARE(leastWindow({0, 0, 1024, 640}), QSize(1024, 600));
        QCOMPARE(leastWindow({1920, 30, 800, 570}), QSize(800, 530));
    }

    void aWindowBesideTheScreenIsMovedOntoIt() {
        const QRect screen(100, 30, 1280, 770);
        QCOMPARE(placeOnScreen({200, 100, 1100, 650}, screen), QRect(200, 100, 1100, 650));
        QCOMPARE(placeOnScreen({5000, -900, 1100, 650}, screen), QRect(280, 70, 1100, 650));
        QCOMPARE(placeOnScreen({-50, 400, 1440, 900}, screen), QRect(100, 70, 1280, 730));
    }

    void theWindowComesBackOntoAScreen() {
        QWidget away;
        away.setGeometry(5000, 3000, 1440, 900);
        setPreference(QStringLiteral("window"), away.saveGeometry());
        Bridge bridge(test::sessionConfig());
        const MainWindow window(&bridge, true);
        const QRect available = window.screen()->availableGeometry();
        QVERIFY(available.contains(window.geometry()));
        QCOMPARE(window.minimumSize(), leastWindow(available));
    }
};

QTEST_MAIN(TestWindowPlace)
#include "test_window_place.moc"

"""The console's pages. Each view names the action that it needs, or why it is open (middleware.py)."""

from django.urls import path

from teeka.doors.console.pages import (
    board,
    calls,
    duplicates,
    entrance,
    listed_again,
    people,
    postings,
    sessions,
    uploads,
)

urlpatterns = [
    path("login/", entrance.sign_in, name="login"),
    path("logout/", entrance.sign_out, name="logout"),
    path("language/", entrance.language, name="language"),
    path("health/", entrance.health, name="health"),
    path("", board.first_page, name="board"),
    path("district/<int:code>/", board.district, name="board_district"),
    path("district/<int:code>/block/<int:block_code>/", board.block, name="board_block"),
    path("sessions/", sessions.session_list, name="sessions"),
    path("sessions/<str:code>/", sessions.due_list, name="due_list"),
    path("sessions/<str:code>/v<int:version>.<str:ending>", sessions.list_file, name="list_file"),
    path("people/", people.people_list, name="people"),
    path("people/<int:reference>/", people.person, name="person"),
    path("unplaced/", people.unplaced, name="unplaced"),
    path("calls/", calls.call_sheet, name="calls"),
    path("calls/<int:appointment>/", calls.call_outcome, name="call_outcome"),
    path("postings/", postings.posting_list, name="postings"),
    path("postings/<int:number>/", postings.posting, name="posting"),
    path("postings/<int:number>/settle/", postings.settle, name="settle"),
    path("uploads/", uploads.upload_list, name="uploads"),
    path("uploads/new/", uploads.new_upload, name="new_upload"),
    path("uploads/<int:number>/", uploads.upload, name="upload"),
    path("uploads/<int:number>/undo/", uploads.undo, name="undo_upload"),
    path("uploads/<int:number>/rows/<int:row>/decide/", uploads.decide_row, name="decide_row"),
    path("uploads/<int:number>/to-correct.<str:ending>", uploads.returned_file, name="returned_file"),
    path("duplicates/", duplicates.pair_list, name="duplicates"),
    path("duplicates/<int:number>/settle/", duplicates.settle, name="settle_pair"),
    path("duplicates/<int:number>/undo/", duplicates.undo, name="undo_pair"),
    path("duplicates/facilities/", listed_again.facility_list, name="listed_again"),
    path("duplicates/facilities/part/", listed_again.part, name="part_facility"),
    path("duplicates/facilities/join/", listed_again.join, name="join_facility"),
    path("silent/", people.silent, name="silent"),
]

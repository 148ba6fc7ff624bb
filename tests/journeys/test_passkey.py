"""A role waits until its holder has a passkey; then she signs in with that alone."""

from playwright.sync_api import expect

from tests.journeys.inspector import PHONE
from tests.journeys.knowledge import nl
from tests.journeys.person import Person

FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_finger(person: Person) -> None:
    """A device that knows its owner, as a phone does."""
    device = person.page.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})


def test_who_holds_a_role_makes_a_passkey_and_signs_in_with_it(open_window, product):
    with product.beside(SECOND_FACTOR="1") as guarded:
        hr = open_window(at=guarded, size=PHONE)
        give_finger(hr)
        hr.sign_in("hr")
        expect(hr.link(nl("Set it up"))).to_be_visible()
        hr.page.goto("/nl/overview/")  # her role waits
        assert hr.heading() == nl("An extra step when you sign in")
        hr.follow(nl("Make a passkey"))
        hr.press(nl("Make a passkey"))
        assert hr.heading() == nl("Recovery codes")
        hr.page.goto("/nl/overview/")
        assert hr.heading() == nl("Overview")

        hr.page.goto("/nl/account/logout/")
        hr.press(nl("Sign out"), within=hr.page.get_by_role("main"))
        hr.page.goto("/nl/account/login/")
        hr.press(nl("Sign in with a passkey"))
        hr.menu(nl("Overview"))
        assert hr.heading() == nl("Overview")

        plain = open_window(at=guarded, scripts=False)
        plain.sign_in("hr")
        assert plain.heading() == nl("One more step")  # her password alone is no longer enough
        expect(plain.button(nl("Use my passkey"))).to_have_count(0)
        expect(plain.page.get_by_label(nl("Your code"))).to_be_visible()

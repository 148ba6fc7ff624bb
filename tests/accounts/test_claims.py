import pytest

from lms.accounts.claims import Profile, Reason, Refused, Wanted, scopes, tenant, who
from lms.people.access import Role

ACM = Wanted(
    Profile.ACM_IDM,
    "https://idp.example.be",
    organisation_number="0207.500.123",
    role_claim="rol",
    roles={"trainer": ["Maker"], "platform_administrator": ["Boss"]},
)
SAID = {"sub": "s", "vo_id": "7", "vo_doelgroepcode": "LB", "vo_orgcode": "0207500123"}


def test_the_national_number_is_never_asked_for():
    wanted = Wanted(Profile.ACM_IDM, "https://idp.example.be", scopes=("rrn", "more"))
    assert scopes(wanted) == ["openid", "profile", "vo", "more"]


def test_a_role_of_another_organisation_or_of_the_platform_is_none_here():
    said = SAID | {"rol": ["Maker:0999999999", "Boss", ["Maker"], None]}
    assert who(said, ACM).roles == frozenset()
    assert who(said | {"rol": "Maker"}, ACM).roles == {Role.TRAINER}


def test_without_a_claim_for_roles_nothing_is_decided_about_them():
    assert who({"sub": "s"}, Wanted(Profile.GENERIC, "https://idp.example.be")).roles is None


@pytest.mark.parametrize("subject", [None, "", " ", {}, True, "a" * 191, "a\0b"])
def test_a_subject_that_is_none_is_refused(subject):
    with pytest.raises(Refused) as refused:
        who(SAID | {"sub": subject}, ACM)
    assert refused.value.reason is Reason.RUBBISH


def test_two_steps_have_to_be_said_except_by_acm_idm():
    generic = Wanted(Profile.GENERIC, "https://idp.example.be")
    assert who(SAID, ACM).two_steps
    assert not who({"sub": "s", "amr": ["pwd"]}, generic).two_steps
    assert not who({"sub": "s", "amr": "mfa"}, generic).two_steps
    assert who({"sub": "s", "amr": ["pwd", "otp"]}, generic).two_steps


def test_the_tenant_is_in_the_address():
    assert tenant("https://login.microsoftonline.com/common/v2.0") == ""
    assert (
        tenant("https://login.microsoftonline.com/8EAEF023-2b34-4da1-9baa-8bc8c9d6a490/v2.0")[:8]
        == "8eaef023"
    )

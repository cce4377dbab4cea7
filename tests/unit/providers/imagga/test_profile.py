from wornby.datamodel.rights import Purpose
from wornby.providers.imagga.profile import PROFILE
from wornby.vocabulary import load_vocabulary


def test_states_are_attributes_of_the_vocabulary():
    assert PROFILE.states(PROFILE.features) <= set(load_vocabulary().attributes)


def test_faces_need_the_purpose_appearance():
    assert {each.id: each.needs for each in PROFILE.features if each.needs} == {"faces": Purpose.APPEARANCE}
